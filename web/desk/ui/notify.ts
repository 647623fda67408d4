// Toasts, top right: below would cover the send button.
import { notifications } from "@mantine/notifications";
import { createElement } from "react";
import { errorWords } from "../words/errors";
import { UndoToast } from "./undo-toast";

export const notify = {
  ok(message: string): void {
    notifications.show({ message, color: "green" });
  },

  error(error: unknown): void {
    notifications.show({ message: errorWords(error), color: "red", autoClose: 10_000 });
  },

  /** Says what was done and offers to take it back for ten seconds. */
  undo(message: string, undo: () => void): void {
    const id = `undo-${message}-${Date.now()}`;
    notifications.show({
      id,
      color: "indigo",
      autoClose: 10_000,
      message: createElement(UndoToast, {
        message,
        undo: () => {
          notifications.hide(id);
          undo();
        },
      }),
    });
  },
};

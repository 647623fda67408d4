// Toasts, top right: below would cover the send button.
import type { NotificationData } from "@mantine/notifications";
import { createElement } from "react";
import { errorWords } from "../words/errors";
import { UndoToast } from "./undo-toast";

/** Fetched with the first page, so that a toast about a lost connection needs none. */
export const toasts = () => import("./toasts");

function show(toast: NotificationData): void {
  void toasts().then(({ notifications }) => notifications.show(toast));
}

export const notify = {
  ok(message: string): void {
    show({ message, color: "green" });
  },

  /** Neither good nor bad. */
  say(message: string): void {
    show({ message, color: "gray" });
  },

  error(error: unknown): void {
    show({ message: errorWords(error), color: "red", autoClose: 10_000 });
  },

  /** Says what was done and offers to take it back for ten seconds. */
  undo(message: string, undo: () => void): void {
    const id = `undo-${message}-${Date.now()}`;
    show({
      id,
      color: "indigo",
      autoClose: 10_000,
      message: createElement(UndoToast, {
        message,
        undo: () => {
          void toasts().then(({ notifications }) => notifications.hide(id));
          undo();
        },
      }),
    });
  },
};

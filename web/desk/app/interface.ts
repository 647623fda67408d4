// What only this screen knows: which panels are open. Never anything of the server's.
import { useMediaQuery } from "@mantine/hooks";
import { create } from "zustand";

type Interface = {
  folded: boolean | null;
  closedChats: string[];
  drawer: boolean;
  commands: boolean;
  shortcuts: boolean;
  newSession: string | null;
};

const kept = localStorage.getItem("deskbell.menu_folded");

export const useInterface = create<Interface>(() => ({
  /** null: by the width of the window. */
  folded: kept === null ? null : kept === "true",
  /** Live chats whose groups are put away in the menu. */
  closedChats: JSON.parse(localStorage.getItem("deskbell.closed_chats") ?? "[]") as string[],
  drawer: false,
  commands: false,
  shortcuts: false,
  /** The live chat a session is being begun in. */
  newSession: null,
}));

export function fold(folded: boolean): void {
  localStorage.setItem("deskbell.menu_folded", String(folded));
  useInterface.setState({ folded });
}

export function putAway(liveChatId: string, away: boolean): void {
  const others = useInterface.getState().closedChats.filter((id) => id !== liveChatId);
  const closedChats = away ? [...others, liveChatId] : others;
  localStorage.setItem("deskbell.closed_chats", JSON.stringify(closedChats));
  useInterface.setState({ closedChats });
}

/** One panel at a time. */
export const usePhone = () => useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
/** Too narrow for the whole menu beside three panels. */
export const useNarrow = () => useMediaQuery("(max-width: 77.99em)", false, { getInitialValueInEffect: false });

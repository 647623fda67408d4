// What only this screen knows: which panels are open. Never anything of the server's.
import { useMediaQuery } from "@mantine/hooks";
import { create } from "zustand";

type Interface = { folded: boolean | null; drawer: boolean; commands: boolean; shortcuts: boolean };

const kept = localStorage.getItem("deskbell.menu_folded");

export const useInterface = create<Interface>(() => ({
  /** null: by the width of the window. */
  folded: kept === null ? null : kept === "true",
  drawer: false,
  commands: false,
  shortcuts: false,
}));

export function fold(folded: boolean): void {
  localStorage.setItem("deskbell.menu_folded", String(folded));
  useInterface.setState({ folded });
}

/** One panel at a time. */
export const usePhone = () => useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
/** Too narrow for the whole menu beside three panels. */
export const useNarrow = () => useMediaQuery("(max-width: 77.99em)", false, { getInitialValueInEffect: false });

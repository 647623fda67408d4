// Which part of the list is shown: in the address, so that a link, a reload and "back" show the same.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useSettled } from "../ui/settled";
import type { ShownSearch } from "./address";
import type { Shown } from "./queries";

export function useShown(to: "/templates" | "/articles") {
  const search: ShownSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const [typed, type] = useState("");
  const words = useSettled(typed.trim());
  const shown: Shown = { folder: search.folder ?? null, archived: search.archived ?? false, search: words };
  const show = (next: Partial<Shown>) => {
    const { folder, archived } = { ...shown, ...next };
    void navigate({ to, search: { ...(folder ? { folder } : {}), ...(archived ? { archived } : {}) } });
  };
  return { shown, show, typed, type };
}

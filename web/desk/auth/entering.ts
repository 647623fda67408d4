// What every way in has in common once the server has set the cookie.
import type { NavigateOptions } from "@tanstack/react-router";
import type { Me } from "../../wire/rest";
import { setMe } from "../app/me";
import { queryClient } from "../query";

type Navigate = (options: NavigateOptions & { href?: string }) => unknown;

/** Clears what another person may have left in the cache, and opens the desk. */
export async function enter(me: Me, navigate: Navigate, to?: string): Promise<void> {
  queryClient.clear();
  await setMe(me);
  takeTheme(me);
  await navigate(to ? { href: to, replace: true } : { to: "/", replace: true });
}

/** The theme kept with the person wins over this browser's at sign-in; Mantine reads it from here. */
function takeTheme(me: Me): void {
  const theme = me.person.settings.theme;
  if (!theme || localStorage.getItem("deskbell.scheme") === theme) return;
  localStorage.setItem("deskbell.scheme", theme);
  // Mantine follows this key by the storage event, which the browser sends only to other tabs.
  window.dispatchEvent(
    new StorageEvent("storage", { key: "deskbell.scheme", newValue: theme, storageArea: localStorage }),
  );
}

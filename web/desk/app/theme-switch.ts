import type { MantineColorScheme } from "@mantine/core";
import { notify } from "../ui/notify";
import { changeSettings } from "./me";

/** Changes the theme here at once and keeps it with the person, for their other devices. */
export function changeTheme(theme: MantineColorScheme, setColorScheme: (scheme: MantineColorScheme) => void): void {
  setColorScheme(theme);
  changeSettings({ theme }).catch(notify.error);
}

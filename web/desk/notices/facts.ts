/** The facts of the self-test as this browser knows them, looked at every second while somebody looks. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { PushPage } from "../../wire/rest";
import { api } from "../api";
import { useMe } from "../app/me";
import type { Facts } from "./checks";
import { isLeading } from "./leading";
import { subscription, supportsPush } from "./push";
import { mayRing } from "./sound";

const here = () => ({
  sounding: mayRing(),
  leads: isLeading(),
  notification: "Notification" in window ? Notification.permission : ("missing" as const),
});

export const pushQueryKey = ["push"];

/** null until the first look. */
export function useFacts(): Facts | null {
  const { person } = useMe();
  const [local, setLocal] = useState<ReturnType<typeof here> | null>(null);
  useEffect(() => {
    const look = () =>
      setLocal((before) => {
        const now = here();
        const same = before && (Object.keys(now) as (keyof typeof now)[]).every((key) => before[key] === now[key]);
        return same ? before : now;
      });
    // A sign-in's own click makes the bell ready a moment later: nobody is warned of what is about to be well.
    const timer = setInterval(look, 1500);
    return () => clearInterval(timer);
  }, []);
  const push = useQuery({
    queryKey: pushQueryKey,
    queryFn: async ({ signal }) => {
      if (!supportsPush()) return { state: "missing" as const, failed: false };
      const found = await subscription();
      if (!found) return { state: "off" as const, failed: false };
      const { browsers } = await api.get<PushPage>("push", { signal });
      const mine = browsers.find((browser) => browser.id === localStorage.getItem("deskbell.push_browser"));
      return { state: mine ? ("on" as const) : ("off" as const), failed: Boolean(mine?.failed_at) };
    },
  }).data;
  if (!local || !push) return null;
  return { person, ...local, push: push.state, pushFailed: push.failed };
}

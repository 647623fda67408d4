/** What rings and what does not, one line each, with the mend in words; and one button that tries all of it. */
import { Button } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import IconCircleCheck from "@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs";
import IconInfoCircle from "@tabler/icons-react/dist/esm/icons/IconInfoCircle.mjs";
import { useState } from "react";
import { api } from "../api";
import { changeSettings, useMe } from "../app/me";
import { queryClient } from "../query";
import { notify } from "../ui/notify";
import { useWords, type WordKey } from "../words";
import { checksOf } from "./checks";
import { choiceOf } from "./choices";
import { pushQueryKey, useFacts } from "./facts";
import { primeSound, ring } from "./sound";
import "./notices.css";

const signs = { bad: IconAlertTriangle, note: IconInfoCircle, well: IconCircleCheck };

export function SelfTest() {
  const t = useWords();
  const { person } = useMe();
  const facts = useFacts();
  const [tried, setTried] = useState<"tried" | "tried_sound" | null>(null);

  const tryAll = async () => {
    setTried("tried_sound");
    await primeSound();
    const { sound, volume } = choiceOf(person.settings, "session_waiting");
    ring(sound, volume);
    if ("Notification" in window && (await Notification.requestPermission()) === "granted") {
      if (person.settings.desktop_notices === undefined) await changeSettings({ desktop_notices: true });
      new Notification(t("notices.test_notice"), { tag: "deskbell-try", silent: true });
      setTried("tried");
    }
    if (facts?.push === "on") await api.post("push/test", {});
    await queryClient.invalidateQueries({ queryKey: pushQueryKey });
  };
  return (
    <div className="nt-test">
      <ul>
        {(facts ? checksOf(facts) : []).map(({ what, state, why }) => {
          const Sign = signs[state];
          return (
            <li key={what} data-state={state}>
              <Sign size={18} stroke={1.8} aria-label={t(`notices.state_${state}`)} />
              <span>{t(`notices.${why}` as WordKey)}</span>
            </li>
          );
        })}
      </ul>
      <Button variant="default" onClick={() => void tryAll().catch(notify.error)}>
        {t("notices.try_all")}
      </Button>
      <p role="status">{tried ? t(`notices.${tried}`) : ""}</p>
    </div>
  );
}

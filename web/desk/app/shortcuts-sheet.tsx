// `?`: every shortcut, by where it works; pressing the keys' button lets one choose others.
import { Button, Modal, Text, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { Keys } from "../ui/keys";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import { useInterface } from "./interface";
import { changeSettings, useMe } from "./me";
import { keysOf, pressed, type ShortcutId, shortcuts, standsAgainst } from "./shortcuts";
import "./shortcuts-sheet.css";

const sections = ["anywhere", "go", "sessions", "writing"] as const;

export function ShortcutsSheet() {
  const t = useWords();
  const opened = useInterface((state) => state.shortcuts);
  const { settings } = useMe().person;
  const { changing, problem, begin } = useChange();
  const own = settings.keys ?? {};
  const keep = (keys: Record<string, string>) => changeSettings({ keys }).catch(notify.error);

  return (
    <Modal
      opened={opened}
      onClose={() => useInterface.setState({ shortcuts: false })}
      title={t("shortcuts.title")}
      size="lg"
      closeOnEscape={changing === null}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Text c="dimmed" mb="md">
        {settings.shortcuts === false ? t("shortcuts.off") : t("shortcuts.hint")}
      </Text>
      <div className="dk-shortcuts">
        {sections.map((section) => (
          <section key={section} aria-labelledby={`shortcuts-${section}`}>
            <Title order={3} id={`shortcuts-${section}`} mb={4}>
              {t(`shortcuts.section.${section}`)}
            </Title>
            <dl>
              {shortcuts
                .filter((each) => each.section === section)
                .map((each) => (
                  <div key={each.id}>
                    <dt>{t(`shortcuts.${each.id}`)}</dt>
                    <dd>
                      {"shown" in each ? (
                        <Keys keys={writingKeys(each.id, settings.send_with !== "ctrl_enter")} />
                      ) : (
                        <button
                          type="button"
                          className="dk-shortcut"
                          aria-label={t("shortcuts.change", { name: t(`shortcuts.${each.id}`) })}
                          onClick={() => begin(each.id, (keys) => keep({ ...own, [each.id]: keys }))}
                        >
                          {changing === each.id ? t("shortcuts.press") : <Keys keys={keysOf(each.id)} />}
                        </button>
                      )}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <div role="status">{problem ? <Text c="var(--mantine-color-error)">{problem}</Text> : null}</div>
      {Object.keys(own).length > 0 ? (
        <Button variant="default" size="compact-sm" onClick={() => keep({})}>
          {t("shortcuts.reset")}
        </Button>
      ) : null}
    </Modal>
  );
}

function writingKeys(id: ShortcutId, byEnter: boolean): string[][] {
  if (byEnter) return keysOf(id);
  return id === "send" ? [["Ctrl", "Enter"]] : id === "newline" ? [["Enter"]] : keysOf(id);
}

type Change = { id: ShortcutId; done: (keys: string) => void };

/** Waits for one press of keys; Esc and a second thought leave things as they were. */
function useChange() {
  const t = useWords();
  const [change, setChange] = useState<Change | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (!change) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const keys = pressed(event);
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        setChange(null);
        return;
      }
      if (!keys || event.key === "Tab") return;
      event.preventDefault();
      event.stopPropagation();
      const against = standsAgainst(change.id, keys);
      if (against === null) change.done(keys);
      else if (against === "reserved") setProblem(t("shortcuts.reserved"));
      else setProblem(t("shortcuts.taken", { name: t(`shortcuts.${against}`) }));
      setChange(null);
    };
    // Before anything else hears it: the keys may mean something already.
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [change, t]);

  return {
    changing: change?.id ?? null,
    problem,
    begin: (id: ShortcutId, done: (keys: string) => void) => {
      setProblem(null);
      setChange(change?.id === id ? null : { id, done });
    },
  };
}

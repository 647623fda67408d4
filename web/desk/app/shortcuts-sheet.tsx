// `?`: every shortcut, by where it works.
import { Modal, Text, Title } from "@mantine/core";
import { Keys } from "../ui/keys";
import { useWords } from "../words";
import { useInterface } from "./interface";
import { useMe } from "./me";
import { keysOf, shortcuts } from "./shortcuts";
import "./shortcuts-sheet.css";

const sections = ["anywhere", "go", "sessions", "writing"] as const;

export function ShortcutsSheet() {
  const t = useWords();
  const opened = useInterface((state) => state.shortcuts);
  const off = useMe().person.settings.shortcuts === false;
  const sendsByEnter = useMe().person.settings.send_with !== "ctrl_enter";
  const keys = (id: (typeof shortcuts)[number]["id"]) => {
    if (id === "send" && !sendsByEnter) return [["Ctrl", "Enter"]];
    if (id === "newline" && !sendsByEnter) return [["Enter"]];
    return keysOf(id);
  };
  return (
    <Modal
      opened={opened}
      onClose={() => useInterface.setState({ shortcuts: false })}
      title={t("shortcuts.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Text c="dimmed" mb="md">
        {off ? t("shortcuts.off") : t("shortcuts.hint")}
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
                .map(({ id }) => (
                  <div key={id}>
                    <dt>{t(`shortcuts.${id}`)}</dt>
                    <dd>
                      <Keys keys={keys(id)} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

// A link is shown once: the server keeps only its hash. Without mail, an administrator hands it over himself.
import { Button, Group, Modal, Text } from "@mantine/core";
import type { Person, PersonalLink } from "../../wire/rest";
import { CopyField } from "../ui/page";
import { useWords } from "../words";

export type NewLink = { link: string; purpose: PersonalLink["purpose"] };
export type LinkToHandOver = NewLink & { person: Person };

export function HandOver({ link, close }: { link: LinkToHandOver | null; close: () => void }) {
  const t = useWords();
  return (
    <Modal
      opened={link !== null}
      onClose={close}
      title={link ? t(`hand_over.${link.purpose}`, { name: link.person.name }) : ""}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      {link ? (
        <>
          <Text mb="md">{t(`hand_over.${link.purpose}_hint`, { name: link.person.name })}</Text>
          <CopyField text={link.link} label={t("hand_over.link")} />
          <Text c="dimmed" size="xs" mt="sm">
            {t("hand_over.once")}
          </Text>
          <Group justify="flex-end" mt="lg">
            <Button onClick={close} data-autofocus>
              {t("do.done")}
            </Button>
          </Group>
        </>
      ) : null}
    </Modal>
  );
}

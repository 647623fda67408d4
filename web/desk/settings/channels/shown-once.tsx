/** Secrets of our making, shown this once. */
import { Button, Group, Modal, Text } from "@mantine/core";
import { CopyField } from "../../ui/page";
import { useWords } from "../../words";
import type { KindWords } from "./kinds";

type ShownOnceProps = {
  kind: string;
  secrets: Record<string, string>;
  /** The address its system writes to, which it needs beside them. */
  hook?: string | null | undefined;
  say: KindWords;
  close: () => void;
};

export function ShownOnce({ kind, secrets, hook, say, close }: ShownOnceProps) {
  const t = useWords();
  return (
    <Modal
      opened
      onClose={close}
      title={t("set_up.secret_made")}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Text mb="md">{t("set_up.secret_once")}</Text>
      {Object.entries(secrets).map(([field, secret]) => (
        <div key={field} className="st-shown-once">
          <Text size="sm" fw={600}>
            {say(`channel.${kind}.${field}`) ?? field}
          </Text>
          <CopyField text={secret} label={say(`channel.${kind}.${field}`) ?? field} multiline />
        </div>
      ))}
      {hook ? (
        <div className="st-shown-once">
          <Text size="sm" fw={600}>
            {say(`channel.${kind}.hook`) ?? t("set_up.webhook")}
          </Text>
          <CopyField text={hook} label={say(`channel.${kind}.hook`) ?? t("set_up.webhook")} />
        </div>
      ) : null}
      <Group justify="flex-end" mt="lg">
        <Button onClick={close}>{t("do.done")}</Button>
      </Group>
    </Modal>
  );
}

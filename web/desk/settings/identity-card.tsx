// Known clients: the site's server signs who is signed in there. The secret is shown once and never again.
import { Button, Group, Modal, Text } from "@mantine/core";
import IconShieldCheck from "@tabler/icons-react/dist/esm/icons/IconShieldCheck.mjs";
import { useState } from "react";
import type { Channel } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { Card, CopyField } from "../ui/page";
import { useWords } from "../words";

export function IdentityCard({ channel }: { channel: Channel }) {
  const t = useWords();
  const [secret, setSecret] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const attempt = async (deed: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await deed();
      await refreshSettings();
    } catch (refused) {
      notify.error(refused);
    } finally {
      setBusy(false);
    }
  };
  const make = async () => {
    const sure =
      !channel.has_identity_secret ||
      (await confirm({
        title: t("identity.replace_title"),
        body: t("identity.replace_body"),
        action: t("identity.replace"),
        danger: true,
      }));
    if (!sure) return;
    await attempt(async () => {
      const made = await api.post<{ secret: string }>(`channels/${channel.id}/identity-secret`);
      setSecret(made.secret);
    });
  };
  const remove = async () => {
    const sure = await confirm({
      title: t("identity.remove_title"),
      body: t("identity.remove_body"),
      action: t("identity.remove"),
      danger: true,
    });
    if (sure) await attempt(() => api.del(`channels/${channel.id}/identity-secret`));
  };

  return (
    <Card title={t("identity.title")} hint={t("identity.hint")}>
      {channel.has_identity_secret ? (
        <div className="pg-danger">
          <span className="st-on">
            <IconShieldCheck size={18} stroke={1.7} aria-hidden="true" />
            {t("identity.on")}
          </span>
          <Group gap="sm">
            <Button variant="default" onClick={make} disabled={busy}>
              {t("identity.replace")}
            </Button>
            <Button variant="subtle" color="red" c="var(--dk-red)" onClick={remove} disabled={busy}>
              {t("identity.remove")}
            </Button>
          </Group>
        </div>
      ) : (
        <div>
          <Button variant="default" onClick={make} loading={busy}>
            {t("identity.make")}
          </Button>
        </div>
      )}
      <Modal
        opened={secret !== null}
        onClose={() => setSecret(null)}
        title={t("identity.made")}
        size="lg"
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        <Text mb="md">{t("identity.once")}</Text>
        <CopyField text={secret ?? ""} label={t("identity.secret")} multiline />
        <Text mt="lg" mb="xs">
          {t("identity.how")}
        </Text>
        <CopyField text={claimsOf(channel)} label={t("identity.claims")} multiline />
        <Group justify="flex-end" mt="lg">
          <Button onClick={() => setSecret(null)}>{t("do.done")}</Button>
        </Group>
      </Modal>
    </Card>
  );
}

const claimsOf = (channel: Channel) =>
  JSON.stringify(
    {
      aud: channel.key,
      sub: "user-4711",
      jti: "a-new-one-each-time",
      iat: 1700000000,
      exp: 1700000300,
      name: "Eva",
      email: "eva@example.com",
    },
    null,
    2,
  );

/** Closing where the live chat asks for something first: why, and the parameters still empty. */
import { Button, Group, Modal, Select } from "@mantine/core";
import { useEffect, useState } from "react";
import type { SessionPage } from "../../wire/rest";
import { useMe } from "../app/me";
import { useWords } from "../words";
import { ParameterFields, useParameters } from "./of-session";
import { reasonsOf, useLabels } from "./queries";

type CloseDialogProps = {
  page: SessionPage;
  opened: boolean;
  cancel: () => void;
  close: (reason: string | null) => Promise<unknown>;
};

export function CloseDialog({ page, opened, cancel, close }: CloseDialogProps) {
  const t = useWords();
  const { session } = page;
  const reasons = reasonsOf(useLabels(), session.live_chat_id);
  const required = useMe().live_chats.find((chat) => chat.id === session.live_chat_id)?.close_reason_required ?? false;
  const missing = useParameters(session).filter((one) => one.required && session.parameters[one.key] === undefined);
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // What was empty when the dialog opened stays in it while it is filled in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the opening decides
  useEffect(() => {
    if (opened) setAsked(missing.length > 0);
  }, [opened]);

  return (
    <Modal
      opened={opened}
      onClose={cancel}
      title={t("labels.close_title")}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <form
        className="pg-form"
        onSubmit={async (event) => {
          event.preventDefault();
          setBusy(true);
          await close(reason);
          setBusy(false);
        }}
      >
        {asked ? (
          <fieldset className="ss-close-fields">
            <legend>{t("labels.close_fill")}</legend>
            <ParameterFields page={page} />
          </fieldset>
        ) : null}
        {reasons.length > 0 ? (
          <Select
            label={t(required ? "labels.close_reason" : "labels.close_reason_optional")}
            withAsterisk={required}
            data-autofocus={required || undefined}
            openOnFocus={false} // the opened list would lie over the buttons
            clearable
            searchable
            data={reasons.map((each) => ({ value: each.id, label: each.name }))}
            value={reason}
            onChange={setReason}
          />
        ) : null}
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={cancel}>
            {t("do.cancel")}
          </Button>
          <Button
            type="submit"
            data-autofocus={!required && !asked ? true : undefined}
            loading={busy}
            disabled={missing.length > 0 || (required && reason === null)}
          >
            {t("labels.close_done")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

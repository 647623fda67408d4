/** The editor of a template, with what it will look like beside it. */
import { ActionIcon, Button, Modal, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import IconPaperclip from "@tabler/icons-react/dist/esm/icons/IconPaperclip.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useRef, useState } from "react";
import type { FileRef, Template } from "../../wire/rest";
import { api, refusal, withQuery } from "../api";
import { inUse, useLabels } from "../labels/queries";
import { useForm } from "../ui/form";
import { FormBody } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { bytes } from "../ui/time";
import { useWords, worded } from "../words";
import { Holed } from "./holed";
import { filled } from "./holes";
import { PlaceFields } from "./kept";
import { templatesChanged } from "./queries";

const FILES_MOST = 10;
const variables = [
  "{{client|there}}",
  "{{operator}}",
  "{{live_chat}}",
  "{{channel}}",
  "{{number}}",
  "{{subject}}",
  "{{date}}",
  "{{time}}",
];

type Props = { opened: boolean; template: Template | null; folder: string; close: () => void };

export function TemplateForm({ opened, template, folder, close }: Props) {
  const t = useWords();
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="64rem"
      title={template?.name ?? t("templates.new")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      {template && (!template.may_change || template.archived_at) ? (
        <ReadOnly template={template} />
      ) : (
        <Fields template={template} folder={folder} close={close} />
      )}
    </Modal>
  );
}

function ReadOnly({ template }: { template: Template }) {
  const t = useWords();
  return (
    <div className="tp-read">
      {template.may_change ? null : <p className="pg-hint">{t("templates.read_only")}</p>}
      <Preview text={template.text} files={template.files} />
    </div>
  );
}

function Fields({ template, folder, close }: { template: Template | null; folder: string; close: () => void }) {
  const t = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const asked = inUse(useLabels().parameters);
  const form = useForm({
    initial: {
      name: template?.name ?? "",
      code: template?.code ?? "",
      text: template?.text ?? "",
      folder_id: template ? (template.folder_id ?? "") : folder,
      live_chat_ids: template?.live_chat_ids ?? [],
      group_ids: template?.group_ids ?? [],
      files: template?.files ?? ([] as FileRef[]),
    },
    check: ({ name, text, code }) => ({
      name: name.trim() ? "" : t("field.required"),
      text: text.trim() ? "" : t("field.required"),
      code: /[\s/]/.test(code.trim().replace(/^\//, "")) ? t("templates.code_hint") : "",
    }),
    fieldOf: { code_taken: "code" },
    send: async ({ files, folder_id, code, ...rest }) => {
      const body = {
        ...rest,
        code: code.trim() || null,
        folder_id: folder_id || null,
        file_ids: files.map((file) => file.id),
      };
      if (template) await api.put(`templates/${template.id}`, body);
      else await api.post("templates", body);
      await templatesChanged();
      notify.ok(t("saved"));
      close();
    },
  });
  const { values, errors, set } = form;
  const insert = (variable: string) => {
    const element = field.current;
    const [from, to] = [element?.selectionStart ?? values.text.length, element?.selectionEnd ?? values.text.length];
    set("text", values.text.slice(0, from) + variable + values.text.slice(to));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(from + variable.length, from + variable.length);
    });
  };
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <div className="tp-editor">
        <div className="pg-form">
          <div className="tp-name-and-code">
            <TextInput
              label={t("templates.name")}
              name="name"
              data-autofocus
              maxLength={150}
              value={values.name}
              error={errors.name}
              onChange={(event) => set("name", event.currentTarget.value)}
            />
            <TextInput
              label={t("templates.code")}
              name="code"
              maxLength={31}
              leftSection="/"
              value={values.code}
              error={errors.code}
              onChange={(event) => set("code", event.currentTarget.value)}
            />
          </div>
          <Textarea
            ref={field}
            label={t("templates.text")}
            name="text"
            autosize
            minRows={6}
            maxRows={14}
            maxLength={10_000}
            dir="auto"
            value={values.text}
            error={errors.text}
            onChange={(event) => set("text", event.currentTarget.value)}
          />
          <div className="tp-variables" role="group" aria-label={t("templates.variables")}>
            {[...variables, ...asked.map((one) => `{{parameter.${one.key}}}`)].map((variable) => (
              <UnstyledButton key={variable} className="tp-variable" onClick={() => insert(variable)}>
                {variable}
              </UnstyledButton>
            ))}
          </div>
          <p className="pg-hint tp-places-hint">{t("templates.variable_hint")}</p>
          <Files files={values.files} change={(files) => set("files", files)} />
          <PlaceFields form={form} kind="template" />
        </div>
        <Preview text={values.text} files={values.files} />
      </div>
    </FormBody>
  );
}

type PreviewProps = { text: string; files: FileRef[] };

function Preview({ text, files }: PreviewProps) {
  const t = useWords();
  const asked = inUse(useLabels().parameters);
  const values = {
    client: t("templates.sample_client"),
    operator: t("templates.sample_operator"),
    live_chat: t("templates.sample_live_chat"),
    channel: t("templates.sample_channel"),
    number: "1042",
    subject: t("templates.sample_subject"),
    date: t("templates.sample_date"),
    time: "10:24",
  };
  const called = Object.fromEntries(asked.map((one) => [`parameter.${one.key}`, worded(one.names)]));
  return (
    <section className="tp-preview" aria-label={t("templates.preview")}>
      <h3>{t("templates.preview")}</h3>
      {text.trim() ? (
        <p className="tp-preview-text" dir="auto">
          <Holed text={filled(text, values, called)} />
        </p>
      ) : (
        <p className="pg-hint">{t("templates.preview_empty")}</p>
      )}
      {files.map((file) => (
        <span key={file.id} className="tp-menu-file">
          <IconPaperclip size={14} stroke={1.8} aria-hidden="true" />
          {file.name}
        </span>
      ))}
    </section>
  );
}

function Files({ files, change }: { files: FileRef[]; change: (files: FileRef[]) => void }) {
  const t = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const add = async (chosen: File[]) => {
    setBusy(true);
    let kept = files;
    try {
      for (const file of chosen.slice(0, FILES_MOST - files.length)) {
        const path = `/api/v1/${withQuery("template-files", { name: file.name })}`;
        const headers = { "content-type": "application/octet-stream", accept: "application/json" };
        const response = await fetch(path, { method: "POST", body: file, headers });
        if (!response.ok) throw await refusal(response);
        kept = [...kept, (await response.json()) as FileRef];
        change(kept);
      }
    } catch (refused) {
      notify.error(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="tp-files">
      {files.map((file) => (
        <span key={file.id} className="tp-file">
          <IconPaperclip size={14} stroke={1.8} aria-hidden="true" />
          <span>{file.name}</span>
          <small>{bytes(file.size)}</small>
          <ActionIcon
            size="sm"
            aria-label={t("templates.file_remove", { name: file.name })}
            onClick={() => change(files.filter((each) => each.id !== file.id))}
          >
            <IconX size={14} stroke={1.8} />
          </ActionIcon>
        </span>
      ))}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          void add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      {files.length < FILES_MOST ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          leftSection={<IconPaperclip size={14} stroke={1.8} />}
          onClick={() => picker.current?.click()}
        >
          {t("templates.file_add")}
        </Button>
      ) : null}
      <p className="pg-hint tp-places-hint">{t("templates.files_hint")}</p>
    </div>
  );
}

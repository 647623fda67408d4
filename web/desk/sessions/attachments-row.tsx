import { ActionIcon, Progress } from "@mantine/core";
import IconFile from "@tabler/icons-react/dist/esm/icons/IconFile.mjs";
import IconPhoto from "@tabler/icons-react/dist/esm/icons/IconPhoto.mjs";
import IconRefresh from "@tabler/icons-react/dist/esm/icons/IconRefresh.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import type { FileRef, SessionDetail } from "../../wire/rest";
import { draftOf, saveDraft } from "../store/drafts";
import { bytes } from "../ui/time";
import { useWords } from "../words";
import { codeWords } from "../words/errors";
import { cancelUpload, retryUpload, uploadsOf, useUploads } from "./attachments";

/** What will go with the message: files stored already, files on their way, files that failed and why. */
export function Attachments({ session, files }: { session: SessionDetail; files: FileRef[] }) {
  const t = useWords();
  const uploads = useUploads(uploadsOf(session.id));
  if (files.length === 0 && uploads.length === 0) return null;
  const without = (id: string) =>
    saveDraft(session.id, { files: draftOf(session.id).files.filter((file) => file.id !== id) });
  return (
    <ul className="ss-attachments" aria-label={t("sessions.attachments")}>
      {files.map((file) => (
        <li key={file.id}>
          {file.preview ? (
            <IconPhoto size={18} stroke={1.6} aria-hidden="true" />
          ) : (
            <IconFile size={18} stroke={1.6} aria-hidden="true" />
          )}
          <span className="ss-attachment-text">
            <span>{file.name}</span>
            <small>{bytes(file.size)}</small>
          </span>
          <ActionIcon size={24} aria-label={t("do.remove", { name: file.name })} onClick={() => without(file.id)}>
            <IconX size={14} stroke={2} />
          </ActionIcon>
        </li>
      ))}
      {uploads.map((each) => (
        <li key={each.key} data-failed={each.code ? true : undefined}>
          <IconFile size={18} stroke={1.6} aria-hidden="true" />
          <span className="ss-attachment-text">
            <span>{each.name}</span>
            {each.code ? (
              <small role="alert">{codeWords(each.code, each.params)}</small>
            ) : (
              <Progress
                value={each.done * 100}
                size={4}
                aria-label={t("sessions.upload_progress", { name: each.name })}
              />
            )}
          </span>
          {each.code && each.code !== "file_too_large" && each.code !== "file_type_refused" ? (
            <ActionIcon
              size={24}
              aria-label={t("sessions.upload_retry", { name: each.name })}
              onClick={() => retryUpload(session.id, each)}
            >
              <IconRefresh size={14} stroke={2} />
            </ActionIcon>
          ) : null}
          <ActionIcon
            size={24}
            aria-label={t("do.remove", { name: each.name })}
            onClick={() => cancelUpload(session.id, each.key)}
          >
            <IconX size={14} stroke={2} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}

// How long a message and how large a file of a live chat may be.
import { NumberInput } from "@mantine/core";
import type { LiveChat } from "../../wire/rest";
import { Card } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { useWords } from "../words";
import { numberField, outside, usePart } from "./live-chat-part";

const MEGABYTE = 1024 * 1024;
/** The server's own bounds: characters, whole megabytes. */
const bounds = { message_limit: [100, 20_000], file_megabytes: [0, 100] } as const;

export function LiveChatLimits({ liveChat }: { liveChat: LiveChat }) {
  const t = useWords();
  const { form, discard } = usePart(liveChat, {
    stored: {
      message_limit: liveChat.message_limit as number | string,
      file_megabytes: (Math.round((liveChat.file_limit / MEGABYTE) * 10) / 10) as number | string,
    },
    check: (values) => ({
      message_limit: outside(values.message_limit, bounds.message_limit, (range) => t("field.range", range)),
      file_megabytes: outside(values.file_megabytes, bounds.file_megabytes, (range) => t("field.range", range)),
    }),
    body: ({ file_megabytes, ...changed }) => ({
      ...changed,
      ...(file_megabytes === undefined ? {} : { file_limit: Math.round(Number(file_megabytes) * MEGABYTE) }),
    }),
  });
  return (
    <form onSubmit={form.submit} noValidate>
      <Problem words={form.problem} />
      <Card>
        <div className="pg-pair">
          <NumberInput
            label={t("live_chat.message_limit")}
            description={t("live_chat.message_limit_hint")}
            step={100}
            {...numberField(form, "message_limit", bounds.message_limit)}
          />
          <NumberInput
            label={t("live_chat.file_limit")}
            description={t("live_chat.file_limit_hint")}
            {...numberField(form, "file_megabytes", bounds.file_megabytes)}
          />
        </div>
      </Card>
      <SaveBar form={form} discard={discard} />
    </form>
  );
}

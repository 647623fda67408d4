// By which groups people operate, supervise and read a live chat.
import type { LiveChat } from "../../wire/rest";
import { Card } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { useWords } from "../words";
import { GroupSelect } from "./group-select";
import { usePart } from "./live-chat-part";

const ids = (groups: { id: string }[]) => groups.map((group) => group.id);

export function LiveChatGroups({ liveChat }: { liveChat: LiveChat }) {
  const t = useWords();
  const { form, discard } = usePart(liveChat, {
    stored: {
      operator_group_ids: ids(liveChat.operator_groups),
      supervisor_group_ids: ids(liveChat.supervisor_groups),
      reader_group_ids: ids(liveChat.reader_groups),
    },
    check: (values) => ({
      operator_group_ids: values.operator_group_ids.length > 0 ? "" : t("live_chat.group_needed"),
      supervisor_group_ids: values.supervisor_group_ids.length > 0 ? "" : t("live_chat.group_needed"),
    }),
  });
  const { values, errors, set } = form;
  return (
    <form onSubmit={form.submit} noValidate>
      <Problem words={form.problem} />
      <Card title={t("live_chat.who")}>
        <GroupSelect
          name="operator_group_ids"
          label={t("live_chat.operators")}
          hint={t("live_chat.operators_hint")}
          value={values.operator_group_ids}
          error={errors.operator_group_ids}
          change={(next) => set("operator_group_ids", next)}
        />
        <GroupSelect
          name="supervisor_group_ids"
          label={t("live_chat.supervisors")}
          hint={t("live_chat.supervisors_hint")}
          value={values.supervisor_group_ids}
          error={errors.supervisor_group_ids}
          change={(next) => set("supervisor_group_ids", next)}
        />
        <GroupSelect
          name="reader_group_ids"
          label={t("live_chat.readers")}
          hint={t("live_chat.readers_hint")}
          value={values.reader_group_ids}
          error={errors.reader_group_ids}
          change={(next) => set("reader_group_ids", next)}
        />
      </Card>
      <SaveBar form={form} discard={discard} />
    </form>
  );
}

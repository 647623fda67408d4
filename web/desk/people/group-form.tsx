import { MultiSelect, TextInput } from "@mantine/core";
import type { Group, Person } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { changesOf, useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { useWords } from "../words";

type FormProps = {
  opened: boolean;
  /** Null: a new group. */
  group: Group | null;
  people: Person[];
  close: () => void;
  /** Told of the group once stored. */
  made?: (group: Group) => void;
};

export function GroupForm(props: FormProps) {
  const t = useWords();
  return (
    <FormDialog opened={props.opened} close={props.close} title={props.group ? props.group.name : t("groups.new")}>
      <Fields {...props} />
    </FormDialog>
  );
}

function Fields({ group, people, close, made }: FormProps) {
  const t = useWords();
  const before = { name: group?.name ?? "", member_ids: group?.members.map((member) => member.id) ?? [] };
  const form = useForm({
    initial: before,
    check: ({ name }) => ({ name: name.trim() ? "" : t("field.required") }),
    fieldOf: { name_taken: "name" },
    send: async (values) => {
      const body = { ...values, name: values.name.trim() };
      const stored = group
        ? await api.patch<Group>(`groups/${group.id}`, changesOf(before, body))
        : await api.post<Group>("groups", body);
      notify.ok(t("saved"));
      close();
      await refreshSettings();
      made?.(stored);
    },
  });
  const { values, errors, set } = form;
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <TextInput
        label={t("groups.name")}
        placeholder={t("groups.name_placeholder")}
        name="name"
        data-autofocus
        maxLength={100}
        value={values.name}
        error={errors.name}
        onChange={(event) => set("name", event.currentTarget.value)}
      />
      <MultiSelect
        label={t("groups.members")}
        description={t("groups.members_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        name="member_ids"
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("do.clear") }}
        hidePickedOptions
        nothingFoundMessage={t("people.nobody_found")}
        data={people.map((person) => ({ value: person.id, label: person.name }))}
        value={values.member_ids}
        error={errors.member_ids}
        onChange={(value) => set("member_ids", value)}
      />
    </FormBody>
  );
}

import { MultiSelect, Switch, TextInput } from "@mantine/core";
import type { Group as PeopleGroup, Person } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { changesOf, isEmail, useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import type { LinkToHandOver } from "./hand-over";

type FormProps = {
  opened: boolean;
  /** Null: somebody new is invited. */
  person: Person | null;
  groups: PeopleGroup[];
  close: () => void;
  invited: (link: LinkToHandOver) => void;
};

export function PersonForm(props: FormProps) {
  const t = useWords();
  return (
    <FormDialog opened={props.opened} close={props.close} title={props.person ? props.person.name : t("people.invite")}>
      <Fields {...props} />
    </FormDialog>
  );
}

function Fields({ person, groups, close, invited }: FormProps) {
  const t = useWords();
  const stored = {
    name: person?.name ?? "",
    email: person?.email ?? "",
    administrator: person?.administrator ?? false,
    group_ids: person?.groups.map((group) => group.id) ?? [],
  };
  const form = useForm({
    initial: stored,
    check: ({ name, email }) => ({
      name: name.trim() ? "" : t("field.required"),
      email: email.trim() ? (isEmail(email) ? "" : t("field.email")) : t("field.required"),
    }),
    fieldOf: { email_taken: "email" },
    send: async (values) => {
      const body = { ...values, name: values.name.trim(), email: values.email.trim() };
      if (person) {
        await api.patch<Person>(`people/${person.id}`, changesOf(stored, body));
        notify.ok(t("saved"));
      } else {
        const made = await api.post<{ person: Person; link: string }>("people", body);
        invited({ person: made.person, link: made.link, purpose: "invitation" });
      }
      close();
      await refreshSettings();
    },
  });
  const { values, errors, set } = form;
  return (
    <FormBody form={form} action={person ? t("do.save") : t("people.make_invitation")} close={close}>
      <TextInput
        label={t("people.name")}
        name="name"
        autoComplete="off"
        data-autofocus
        maxLength={100}
        value={values.name}
        error={errors.name}
        onChange={(event) => set("name", event.currentTarget.value)}
      />
      <TextInput
        label={t("auth.email")}
        description={person ? undefined : t("people.email_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        name="email"
        type="email"
        autoComplete="off"
        value={values.email}
        error={errors.email}
        onChange={(event) => set("email", event.currentTarget.value)}
      />
      <MultiSelect
        label={t("settings.groups")}
        description={t("people.groups_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        name="group_ids"
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("do.clear") }}
        hidePickedOptions
        nothingFoundMessage={t("people.no_group_found")}
        placeholder={values.group_ids.length === 0 ? t("people.groups_placeholder") : ""}
        data={groups.map((group) => ({ value: group.id, label: group.name }))}
        value={values.group_ids}
        error={errors.group_ids}
        onChange={(value) => set("group_ids", value)}
      />
      <Switch
        label={t("people.administrator")}
        description={t("people.administrator_hint")}
        checked={values.administrator}
        onChange={(event) => set("administrator", event.currentTarget.checked)}
      />
    </FormBody>
  );
}

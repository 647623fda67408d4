// Groups of one role, with a way to make the missing one without leaving the form.
import { Button, MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { groupsQuery, peopleQuery } from "../app/queries";
import { GroupForm } from "../people/group-form";
import { useWords } from "../words";

type GroupSelectProps = {
  name: string;
  label: string;
  hint: string;
  value: string[];
  error: string | undefined;
  change: (ids: string[]) => void;
};

export function GroupSelect({ name, label, hint, value, error, change }: GroupSelectProps) {
  const t = useWords();
  const groups = useQuery(groupsQuery);
  const people = useQuery(peopleQuery());
  const [creating, setCreating] = useState(false);
  return (
    <div className="st-groups">
      <MultiSelect
        name={name}
        label={label}
        description={hint}
        inputWrapperOrder={["label", "input", "description", "error"]}
        searchable
        hidePickedOptions
        placeholder={value.length === 0 ? t("people.groups_placeholder") : ""}
        nothingFoundMessage={t("people.no_group_found")}
        data={groups.data?.map((group) => ({ value: group.id, label: group.name })) ?? []}
        value={value}
        error={error}
        onChange={change}
      />
      <Button variant="subtle" size="compact-xs" c="var(--dk-accent-text)" onClick={() => setCreating(true)}>
        {t("groups.new")}
      </Button>
      <GroupForm
        opened={creating}
        group={null}
        people={people.data ?? []}
        close={() => setCreating(false)}
        made={(group) => change([...value, group.id])}
      />
    </div>
  );
}

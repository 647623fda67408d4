// One client in one channel, chosen among those one sees: an id is nothing to type.
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { FoundClient } from "../../wire/rest";
import { foundClientsQuery } from "../clients/queries";
import { useWords } from "../words";

type AccountFieldProps = { value: string; error: string | undefined; choose: (account: string, name: string) => void };

export function AccountField({ value, error, choose }: AccountFieldProps) {
  const t = useWords();
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const [asked] = useDebouncedValue(search.trim(), 250);
  // The words of the chosen one stand in the field: nobody is looked for by them.
  const found = useQuery(foundClientsQuery(asked === chosen?.label ? "" : asked));
  const offered = (found.data?.items ?? []).filter((client) => !client.internal).flatMap(accountsOf);
  const data = chosen && !offered.some((one) => one.value === chosen.value) ? [chosen, ...offered] : offered;
  return (
    <Select
      label={t("blocklist.kind_account")}
      description={t("blocklist.value_account")}
      name="value"
      data-autofocus
      searchable
      placeholder={t("blocklist.account_search")}
      nothingFoundMessage={
        asked.length < 2 ? t("blocklist.account_hint") : found.isFetching ? null : t("blocklist.account_none")
      }
      filter={({ options }) => options}
      data={data}
      searchValue={search}
      onSearchChange={setSearch}
      value={value || null}
      error={error}
      onChange={(id) => {
        const one = data.find((each) => each.value === id) ?? null;
        setChosen(one);
        choose(id ?? "", one?.label ?? "");
      }}
    />
  );
}

/** Named so that two accounts of one client are told apart. */
function accountsOf(client: FoundClient): { value: string; label: string }[] {
  return client.accounts.map((account) => {
    const name = account.name ?? client.name ?? `#${account.id.slice(-6)}`;
    const address = account.email ?? account.phone;
    return {
      value: account.id,
      label: [name, address === name ? null : address, account.channel_kind].filter(Boolean).join(" · "),
    };
  });
}

import { ActionIcon, Button, TextInput } from "@mantine/core";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useState } from "react";
import { useWords } from "../words";
import { originOf, siteWords } from "./sites";

type SitesFieldProps = { sites: string[]; error: string | undefined; change: (sites: string[]) => void };

/** The list of sites, one added at a time; an empty list is said to mean nobody. */
export function SitesField({ sites, error, change }: SitesFieldProps) {
  const t = useWords();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState("");
  const add = () => {
    if (!typed.trim()) return;
    const site = originOf(typed);
    if (!site) return setWrong(siteWords(typed) || t("field.origin"));
    if (!sites.includes(site)) change([...sites, site]);
    setTyped("");
  };
  return (
    <div>
      {sites.length > 0 ? (
        <ul className="st-sites">
          {sites.map((site) => (
            <li key={site}>
              <span className="dk-mono">{site}</span>
              <ActionIcon
                size={28}
                aria-label={t("do.remove", { name: site })}
                onClick={() => change(sites.filter((each) => each !== site))}
              >
                <IconX size={16} stroke={1.8} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      ) : (
        <p className="st-sites-none">{t("channel.sites_none")}</p>
      )}
      <div className="st-add">
        <TextInput
          aria-label={t("channel.site")}
          placeholder="https://shop.example"
          inputMode="url"
          name="sites"
          spellCheck={false}
          value={typed}
          error={wrong || error}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setWrong("");
          }}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            add();
          }}
        />
        <Button variant="default" onClick={add}>
          {t("do.add")}
        </Button>
      </div>
    </div>
  );
}

// My settings: each change is kept at once; only the password has a button, for it is a deed.
import { SegmentedControl, Select, TextInput, useMantineColorScheme } from "@mantine/core";
import { Suspense, useEffect, useState } from "react";
import type { Language, Me, PersonSettings } from "../../wire/rest";
import { api } from "../api";
import { changeSettings, setMe, useMe } from "../app/me";
import { NoticeCard } from "../app/notice-card";
import { changeTheme } from "../app/theme-switch";
import { Line, SwitchLine } from "../ui/line";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { ChangePassword } from "./change-password";
import { SignIns } from "./sign-ins";

export function MySettingsPage() {
  const t = useWords();
  const { person } = useMe();
  const { settings } = person;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const keep = (change: PersonSettings) => changeSettings(change).catch(notify.error);
  const speakIn = (language: Language) => api.patch<Me>("me", { language }).then(setMe).catch(notify.error);

  return (
    <Page title={t("settings.me")} hint={t("me.hint")}>
      <Card title={t("me.profile")}>
        <div className="pg-pair">
          <NameField />
          <TextInput
            label={t("auth.email")}
            value={person.email}
            readOnly
            description={t("me.email_hint")}
            inputWrapperOrder={["label", "input", "description", "error"]}
          />
        </div>
        <Line label={t("auth.language")} hint={t("me.language_hint")}>
          <Select
            aria-label={t("auth.language")}
            w={160}
            data={[
              { value: "en", label: "English" },
              { value: "ru", label: "Русский" },
            ]}
            value={person.language}
            onChange={(value) => value && speakIn(value as Language)}
          />
        </Line>
        <Line label={t("menu.theme")} hint={t("me.theme_hint")}>
          <SegmentedControl
            aria-label={t("menu.theme")}
            data={(["light", "dark", "auto"] as const).map((theme) => ({
              value: theme,
              label: t(`me.theme_${theme}`),
            }))}
            value={colorScheme}
            onChange={(theme) => changeTheme(theme as "light" | "dark" | "auto", setColorScheme)}
          />
        </Line>
      </Card>

      <Card title={t("me.writing")}>
        <Line label={t("me.send_with")} hint={t("me.send_with_hint")}>
          <SegmentedControl
            aria-label={t("me.send_with")}
            data={[
              { value: "enter", label: "Enter" },
              { value: "ctrl_enter", label: "Ctrl + Enter" },
            ]}
            value={settings.send_with ?? "enter"}
            onChange={(value) => keep({ send_with: value as "enter" | "ctrl_enter" })}
          />
        </Line>
        <SwitchLine
          label={t("me.shortcuts")}
          hint={t("me.shortcuts_hint")}
          checked={settings.shortcuts !== false}
          turn={(on) => keep({ shortcuts: on })}
        />
      </Card>

      <Suspense>
        <NoticeCard />
      </Suspense>

      <ChangePassword />
      <SignIns />
    </Page>
  );
}

/** Kept when the field is left or Enter pressed. */
function NameField() {
  const t = useWords();
  const { person } = useMe();
  const [name, setName] = useState(person.name);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => setName(person.name), [person.name]);

  const save = async () => {
    const wanted = name.trim();
    if (wanted === person.name) return setName(person.name);
    if (!wanted) return setError(t("field.required"));
    try {
      await setMe(await api.patch<Me>("me", { name: wanted }));
      notify.ok(t("saved"));
    } catch (refused) {
      setError(errorWords(refused));
    }
  };
  return (
    <TextInput
      label={t("setup.name")}
      description={t("me.name_hint")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      autoComplete="name"
      maxLength={100}
      value={name}
      error={error}
      onChange={(event) => {
        setName(event.currentTarget.value);
        setError(null);
      }}
      onBlur={save}
      onKeyDown={(event) => event.key === "Enter" && !event.nativeEvent.isComposing && event.currentTarget.blur()}
    />
  );
}

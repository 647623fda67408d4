// Opened once, by the link the first start prints: names the workspace and makes the first administrator.
import { Button, PasswordInput, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import type { Language, Me, SetUp } from "../../wire/rest";
import { api } from "../api";
import { isEmail, useForm } from "../ui/form";
import { Problem } from "../ui/problem";
import { timeZones } from "../ui/time-zones";
import { rememberLanguage, speak, spoken, useWords } from "../words";
import { DeadLink } from "./dead-link";
import { enter } from "./entering";
import { AuthFrame } from "./frame";

export function SetUpPage() {
  const { token } = useParams({ from: "/set-up/$token" });
  const link = useQuery({
    queryKey: ["set-up", token],
    queryFn: ({ signal }) => api.get<SetUp>(`set-up/${encodeURIComponent(token)}`, { signal }),
  });
  if (link.error) return <DeadLink error={link.error} />;
  return link.data ? <SetUpForm token={token} /> : null;
}

function SetUpForm({ token }: { token: string }) {
  const t = useWords();
  const navigate = useNavigate();
  const form = useForm({
    initial: {
      workspace_name: "",
      language: spoken(),
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
      name: "",
      email: "",
      password: "",
    },
    check: (values) => ({
      workspace_name: values.workspace_name.trim() ? "" : t("field.required"),
      name: values.name.trim() ? "" : t("field.required"),
      email: values.email.trim() ? (isEmail(values.email) ? "" : t("field.email")) : t("field.required"),
      password: values.password ? "" : t("field.required"),
    }),
    fieldOf: { password_too_weak: "password" },
    send: async (values) => {
      const body = { token, ...values, email: values.email.trim(), name: values.name.trim() };
      await enter(await api.post<Me>("set-up", body), navigate);
    },
  });
  const text = (field: "workspace_name" | "name" | "email") => ({
    name: field,
    value: form.values[field],
    error: form.errors[field],
    onChange: (event: { currentTarget: { value: string } }) => form.set(field, event.currentTarget.value),
  });
  return (
    <AuthFrame title={t("setup.title")} hint={t("setup.hint")} wide>
      <form className="au-form" onSubmit={form.submit} noValidate>
        <Problem words={form.problem} />
        <fieldset>
          <legend>{t("setup.workspace")}</legend>
          <TextInput
            label={t("setup.workspace_name")}
            placeholder={t("setup.workspace_placeholder")}
            autoComplete="organization"
            autoFocus
            {...text("workspace_name")}
          />
          <div className="au-pair">
            <Select
              label={t("setup.language")}
              name="language"
              data={[
                { value: "en", label: "English" },
                { value: "ru", label: "Русский" },
              ]}
              value={form.values.language}
              onChange={(value) => {
                const language = value as Language;
                form.set("language", language);
                rememberLanguage(language);
                void speak(language);
              }}
            />
            <Select
              label={t("setup.time_zone")}
              name="time_zone"
              searchable
              limit={60}
              data={timeZones()}
              value={form.values.time_zone}
              error={form.errors.time_zone}
              onChange={(value) => value && form.set("time_zone", value)}
            />
          </div>
        </fieldset>
        <fieldset>
          <legend>{t("setup.you")}</legend>
          <TextInput label={t("setup.name")} autoComplete="name" {...text("name")} />
          <TextInput label={t("auth.email")} type="email" autoComplete="username" {...text("email")} />
          <PasswordInput
            label={t("auth.password")}
            description={t("auth.password_hint")}
            name="password"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("auth.show_password") }}
            value={form.values.password}
            error={form.errors.password}
            onChange={(event) => form.set("password", event.currentTarget.value)}
          />
        </fieldset>
        <Button type="submit" size="md" loading={form.busy}>
          {t("setup.done")}
        </Button>
      </form>
    </AuthFrame>
  );
}

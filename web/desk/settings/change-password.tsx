import { Button, PasswordInput } from "@mantine/core";
import { api } from "../api";
import { useMe } from "../app/me";
import { refreshSettings, signInsQuery } from "../app/queries";
import { queryClient } from "../query";
import { useForm } from "../ui/form";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { Problem } from "../ui/problem";
import { useWords } from "../words";

const empty = { current: "", new: "" };

export function ChangePassword() {
  const t = useWords();
  const { person } = useMe();
  const form = useForm({
    initial: empty,
    check: (values) => ({
      current: values.current ? "" : t("field.required"),
      new: values.new ? "" : t("field.required"),
    }),
    fieldOf: { wrong_credentials: "current", password_too_weak: "new" },
    send: async (values) => {
      await api.post("password", values);
      form.reset(empty);
      notify.ok(t("password.changed"));
      await Promise.all([queryClient.invalidateQueries(signInsQuery), refreshSettings()]);
    },
  });
  const field = (name: "current" | "new") => ({
    name,
    value: form.values[name],
    error: form.errors[name],
    visibilityToggleButtonProps: { "aria-label": t("auth.show_password") },
    onChange: (event: { currentTarget: { value: string } }) => form.set(name, event.currentTarget.value),
  });
  return (
    <Card title={t("password.title")} hint={t("password.hint")}>
      <form onSubmit={form.submit} noValidate className="pg-form">
        <Problem words={form.problem} />
        <input type="text" name="email" autoComplete="username" value={person.email} readOnly hidden />
        <div className="pg-pair">
          <PasswordInput label={t("password.current")} autoComplete="current-password" {...field("current")} />
          <PasswordInput
            label={t("password.new")}
            autoComplete="new-password"
            description={t("password.new_hint")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            {...field("new")}
          />
        </div>
        <div>
          <Button type="submit" variant="default" loading={form.busy}>
            {t("password.change")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

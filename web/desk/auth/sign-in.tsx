import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Me } from "../../wire/rest";
import { api } from "../api";
import { isEmail, useForm } from "../ui/form";
import { Problem } from "../ui/problem";
import { useWords } from "../words";
import { enter } from "./entering";
import { AuthFrame } from "./frame";

export function SignInPage() {
  const t = useWords();
  const navigate = useNavigate();
  const { to } = useSearch({ from: "/sign-in" });
  const form = useForm({
    initial: { email: "", password: "" },
    check: ({ email, password }) => ({
      email: email.trim() === "" ? t("field.required") : isEmail(email) ? "" : t("field.email"),
      password: password === "" ? t("field.required") : "",
    }),
    send: async ({ email, password }) => {
      const me = await api.post<Me>("sign-ins", { email: email.trim(), password });
      await enter(me, navigate, to);
    },
  });
  return (
    <AuthFrame title={t("auth.title")}>
      <form className="au-form" onSubmit={form.submit} noValidate>
        <Problem words={form.problem} />
        <TextInput
          label={t("auth.email")}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="username"
          autoFocus
          size="md"
          value={form.values.email}
          error={form.errors.email}
          onChange={(event) => form.set("email", event.currentTarget.value)}
        />
        <PasswordInput
          label={t("auth.password")}
          name="password"
          autoComplete="current-password"
          size="md"
          visibilityToggleButtonProps={{ "aria-label": t("auth.show_password") }}
          value={form.values.password}
          error={form.errors.password}
          onChange={(event) => form.set("password", event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={form.busy}>
          {t("auth.sign_in")}
        </Button>
        <p className="au-foot">{t("auth.forgot")}</p>
      </form>
    </AuthFrame>
  );
}

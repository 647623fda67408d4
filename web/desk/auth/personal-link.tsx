// Opened by the link an administrator hands over: an invitation, or a way back for a forgotten password.
import { Button, PasswordInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import type { Me, PersonalLink } from "../../wire/rest";
import { api } from "../api";
import { useForm } from "../ui/form";
import { Problem } from "../ui/problem";
import { useWords } from "../words";
import { DeadLink } from "./dead-link";
import { enter } from "./entering";
import { AuthFrame } from "./frame";

export function PersonalLinkPage() {
  const { token } = useParams({ from: "/links/$token" });
  const path = `links/${encodeURIComponent(token)}`;
  const link = useQuery({
    queryKey: ["link", token],
    queryFn: ({ signal }) => api.get<PersonalLink>(path, { signal }),
  });
  if (link.error) return <DeadLink error={link.error} />;
  return link.data ? <PasswordForm path={path} link={link.data} /> : null;
}

function PasswordForm({ path, link }: { path: string; link: PersonalLink }) {
  const t = useWords();
  const navigate = useNavigate();
  const form = useForm({
    initial: { password: "" },
    check: ({ password }) => ({ password: password ? "" : t("field.required") }),
    fieldOf: { password_too_weak: "password" },
    send: async ({ password }) => enter(await api.post<Me>(path, { password }), navigate),
  });
  return (
    <AuthFrame
      title={t(`link.${link.purpose}`, { name: link.name })}
      hint={t(`link.${link.purpose}_hint`, { email: link.email })}
    >
      <form className="au-form" onSubmit={form.submit} noValidate>
        <Problem words={form.problem} />
        <input type="text" name="email" autoComplete="username" value={link.email} readOnly hidden />
        <PasswordInput
          label={t("auth.password")}
          description={t("auth.password_hint")}
          name="password"
          autoComplete="new-password"
          autoFocus
          size="md"
          visibilityToggleButtonProps={{ "aria-label": t("auth.show_password") }}
          value={form.values.password}
          error={form.errors.password}
          onChange={(event) => form.set("password", event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={form.busy}>
          {t("link.save")}
        </Button>
      </form>
    </AuthFrame>
  );
}

// The dialog that asks for the password again; its code comes beside the desk, before anybody needs it.
import { Button, Group, Modal, PasswordInput, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Me } from "../../wire/rest";
import { api } from "../api";
import { setMe, useMe } from "../app/me";
import { Avatar } from "../ui/avatar";
import { useForm } from "../ui/form";
import { Problem } from "../ui/problem";
import { useWords } from "../words";

export function AgainDialog({ answer }: { answer: (signedIn: boolean) => void }) {
  const t = useWords();
  const { person } = useMe();
  const navigate = useNavigate();
  const form = useForm({
    initial: { password: "" },
    check: ({ password }) => ({ password: password ? "" : t("field.required") }),
    fieldOf: { wrong_credentials: "password" },
    send: async ({ password }) => {
      await setMe(await api.post<Me>("sign-ins", { email: person.email, password }));
      answer(true);
    },
  });
  return (
    <Modal
      opened
      onClose={() => undefined}
      title={t("again.title")}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      zIndex={600}
    >
      <form onSubmit={form.submit} noValidate>
        <Text c="dimmed">{t("again.hint")}</Text>
        <Group gap="sm" my="md" wrap="nowrap">
          <Avatar name={person.name} size={40} />
          <div>
            <Text fw={600}>{person.name}</Text>
            <Text c="dimmed">{person.email}</Text>
          </div>
        </Group>
        <Problem words={form.problem} />
        <input type="text" name="email" autoComplete="username" value={person.email} readOnly hidden />
        <PasswordInput
          label={t("auth.password")}
          name="password"
          autoComplete="current-password"
          data-autofocus
          visibilityToggleButtonProps={{ "aria-label": t("auth.show_password") }}
          value={form.values.password}
          error={form.errors.password}
          onChange={(event) => form.set("password", event.currentTarget.value)}
        />
        <Group justify="space-between" mt="lg" wrap="wrap-reverse">
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              answer(false);
              navigate({ to: "/sign-in" });
            }}
          >
            {t("again.leave")}
          </Button>
          <Button type="submit" loading={form.busy}>
            {t("again.go_on")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

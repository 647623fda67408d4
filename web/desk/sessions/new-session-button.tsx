import { Button, Tooltip } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { useInterface } from "../app/interface";
import { useMe } from "../app/me";
import { useWords } from "../words";

/** +New session, where some channel of the live chat can begin one. */
export function BeginButton({ liveChatId }: { liveChatId: string }) {
  const t = useWords();
  const offline = useMe().person.status === "offline";
  return (
    <Tooltip label={offline ? t("error.offline_may_only_look") : t("sessions.begin_hint")} multiline maw={240}>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} stroke={2} />}
        disabled={offline}
        onClick={() => useInterface.setState({ newSession: liveChatId })}
      >
        {t("sessions.begin")}
      </Button>
    </Tooltip>
  );
}

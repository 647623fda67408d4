/** In the menu's foot, and only when something that was wished for will not ring: what, why, and how to mend it. */
import { Modal, Tooltip } from "@mantine/core";
import IconBellOff from "@tabler/icons-react/dist/esm/icons/IconBellOff.mjs";
import { useState } from "react";
import { useWords, type WordKey } from "../words";
import { worst } from "./checks";
import { useFacts } from "./facts";
import { SelfTest } from "./self-test";

export function NoticeHealth({ rail }: { rail: boolean }) {
  const t = useWords();
  const facts = useFacts();
  const [opened, setOpened] = useState(false);
  const found = facts ? worst(facts) : undefined;
  if (!found && !opened) return null;
  const words = found ? t(`notices.short_${found.why}` as WordKey) : t("notices.all_well");
  return (
    <>
      <Tooltip label={words} position="right" disabled={!rail}>
        <button type="button" className="dk-menu-link nt-health" onClick={() => setOpened(true)}>
          <IconBellOff size={18} stroke={1.7} aria-hidden="true" />
          <span className={rail ? "dk-hidden" : "dk-menu-label"}>{words}</span>
        </button>
      </Tooltip>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("notices.test_title")}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        <SelfTest />
      </Modal>
    </>
  );
}

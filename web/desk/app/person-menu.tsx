// Me: working status, theme, my settings, the way out.
import { type MantineColorScheme, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconDeviceDesktop from "@tabler/icons-react/dist/esm/icons/IconDeviceDesktop.mjs";
import IconKeyboard from "@tabler/icons-react/dist/esm/icons/IconKeyboard.mjs";
import IconLogout from "@tabler/icons-react/dist/esm/icons/IconLogout.mjs";
import IconMoon from "@tabler/icons-react/dist/esm/icons/IconMoon.mjs";
import IconSelector from "@tabler/icons-react/dist/esm/icons/IconSelector.mjs";
import IconSun from "@tabler/icons-react/dist/esm/icons/IconSun.mjs";
import IconUserCog from "@tabler/icons-react/dist/esm/icons/IconUserCog.mjs";
import { useNavigate } from "@tanstack/react-router";
import type { WorkingStatus } from "../../wire/rest";
import { signOut } from "../auth/sign-out";
import { Avatar, StatusDot } from "../ui/avatar";
import { useWords } from "../words";
import { useInterface } from "./interface";
import { useMe } from "./me";
import { changeStatus } from "./status";
import { changeTheme } from "./theme-switch";

const themes = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const;

export function PersonMenu({ rail }: { rail: boolean }) {
  const t = useWords();
  const { person, live_chats } = useMe();
  // Who only writes from inside, reads cards or administers has no working status.
  const works = live_chats.length > 0;
  const label = works ? `${person.name} · ${t(`status.${person.status}`)}` : person.name;
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  return (
    <Menu position={rail ? "right-end" : "top-start"} width={272} offset={4}>
      <Tooltip label={label} position="right" disabled={!rail}>
        <Menu.Target>
          <UnstyledButton className="dk-person">
            <span className="dk-hidden">
              {t("menu.person", { name: person.name })} {works ? t(`status.${person.status}`) : null}
            </span>
            <Avatar name={person.name} {...(works && { status: person.status })} />
            {rail ? null : (
              <>
                <span className="dk-person-words" aria-hidden="true">
                  <span className="dk-person-name">{person.name}</span>
                  {works ? <span className="dk-person-status">{t(`status.${person.status}`)}</span> : null}
                </span>
                <IconSelector size={16} stroke={1.7} aria-hidden="true" />
              </>
            )}
          </UnstyledButton>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {works ? (
          <>
            <Menu.Label>{t("status.label")}</Menu.Label>
            <Menu.RadioGroup
              value={person.status}
              onChange={(status) => changeStatus(status as WorkingStatus)}
              aria-label={t("status.label")}
            >
              {(["online", "away", "offline"] as const).map((status) => (
                <Menu.RadioItem
                  key={status}
                  value={status}
                  closeMenuOnClick
                  className="dk-status"
                  checkIcon={<IconCheck size={16} />}
                >
                  <StatusDot status={status} />
                  <span>
                    {t(`status.${status}`)}
                    <span className="dk-menu-hint">{t(`status.${status}_hint`)}</span>
                  </span>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Divider />
          </>
        ) : null}
        <Menu.Label>{t("menu.theme")}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(theme) => changeTheme(theme as MantineColorScheme, setColorScheme)}
          aria-label={t("menu.theme")}
        >
          <div className="dk-themes">
            {(["light", "dark", "auto"] as const).map((theme) => {
              const Sign = themes[theme];
              return (
                <Tooltip key={theme} label={t(`commands.theme_${theme}`)}>
                  <Menu.RadioItem value={theme} aria-label={t(`commands.theme_${theme}`)} className="dk-theme">
                    <Sign size={18} stroke={1.7} aria-hidden="true" />
                  </Menu.RadioItem>
                </Tooltip>
              );
            })}
          </div>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUserCog size={18} stroke={1.7} aria-hidden="true" />}
          onClick={() => navigate({ to: "/settings/me" })}
        >
          {t("menu.my_settings")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={18} stroke={1.7} aria-hidden="true" />}
          onClick={() => useInterface.setState({ shortcuts: true, drawer: false })}
        >
          {t("menu.shortcuts")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={18} stroke={1.7} aria-hidden="true" />}
          onClick={() => signOut(navigate)}
        >
          {t("menu.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

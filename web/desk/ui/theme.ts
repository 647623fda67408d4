// The look: an 8-px rhythm (4 inside a component), 14-px text, one accent (indigo 7), and what Mantine lacks for AA.
import {
  ActionIcon,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  NavLink,
  Notification,
  Select,
  Switch,
  Tooltip,
} from "@mantine/core";
import { t } from "../words";

// A bluish dark: pure greys looked heavy beside the indigo.
const dark: MantineColorsTuple = [
  "#d5d7dc",
  "#adb5bd",
  "#8f959e",
  "#5c636d",
  "#3a3e46",
  "#2e3138",
  "#25262b",
  "#1a1b1e",
  "#151619",
  "#101113",
];

// Open-color's red 7 is 3.8:1 on white; shade 7 here is its red 9, 5.6:1.
const red: MantineColorsTuple = [
  "#fff5f5",
  "#ffe3e3",
  "#ffc9c9",
  "#ffa8a8",
  "#ff8787",
  "#fa5252",
  "#e03131",
  "#c92a2a",
  "#b02525",
  "#9b2020",
];

export const theme = createTheme({
  primaryColor: "indigo",
  // White on indigo 6 is 4.3:1, on 7 it is 5.0:1.
  primaryShade: 7,
  colors: { dark, red },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.3333", sm: "1.4286", md: "1.4286", lg: "1.5", xl: "1.4" },
  spacing: { xs: "0.25rem", sm: "0.5rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { xs: "0.25rem", sm: "0.375rem", md: "0.5rem", lg: "0.75rem", xl: "1rem" },
  defaultRadius: "sm",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.75rem" },
      h2: { fontSize: "1rem", lineHeight: "1.5rem" },
      h3: { fontSize: "0.875rem", lineHeight: "1.25rem" },
    },
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: 32 } }),
    Badge: Badge.extend({
      defaultProps: { variant: "light", radius: "sm" },
      styles: { label: { textTransform: "none" } },
    }),
    InputWrapper: Input.Wrapper.extend({ styles: { label: { marginBottom: 4 }, description: { marginBlock: 4 } } }),
    Button: Button.extend({ defaultProps: { size: "sm" } }),
    Menu: Menu.extend({
      defaultProps: { shadow: "md", transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false },
    }),
    Modal: Modal.extend({
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 }, transitionProps: { duration: 120 } },
    }),
    NavLink: NavLink.extend({ defaultProps: { variant: "light" } }),
    Notification: Notification.extend({
      defaultProps: {
        get closeButtonProps() {
          return { "aria-label": t("do.close") };
        },
      },
    }),
    Select: Select.extend({ defaultProps: { allowDeselect: false, checkIconPosition: "right" } }),
    Switch: Switch.extend({ defaultProps: { withThumbIndicator: false } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 350, withArrow: true, events: { hover: true, focus: true, touch: false } },
    }),
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-placeholder": "#6b7280",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-text": "#1a1d21",
  },
  dark: {
    "--mantine-color-dimmed": "#adb5bd",
    "--mantine-color-placeholder": "#9aa0a6",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-text": "#d5d7dc",
    "--mantine-color-anchor": "#91a7ff",
  },
});

/** Replaced by the build with the token `"__CONFIG__"`, and that by the server with the channel's own. */
declare const __DESKBELL_CONFIG__: import("../bridge").WidgetConfig;

// The settings show the notices' card without knowing the notices: rooms do not meet.
import { lazy } from "react";

export const NoticeCard = lazy(() => import("../notices/card").then((file) => ({ default: file.NoticeCard })));

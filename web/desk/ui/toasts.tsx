// Where toasts stand, and what shows them: fetched right after the first page, for the first page needs none.
import { Notifications } from "@mantine/notifications";

export { notifications } from "@mantine/notifications";

export default function Toasts() {
  return <Notifications position="top-right" limit={3} autoClose={6000} zIndex={500} />;
}

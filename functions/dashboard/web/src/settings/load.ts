/** The settings come with their first use, and a little before it where that can be told. */
export const loadSettings = () => import("@/settings/settings-area");

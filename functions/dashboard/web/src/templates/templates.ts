import { useQuery } from "@tanstack/react-query";
import { templates } from "@/api/campaigns";
import { TEMPLATES } from "@/live/campaign-events";

/** All templates by name. Events make them old. */
export const useTemplates = () => useQuery({ queryKey: TEMPLATES, queryFn: ({ signal }) => templates.list(signal) });

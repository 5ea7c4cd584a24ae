import { useQuery } from "@tanstack/react-query";
import { whatsapp } from "@/api/whatsapp";

export const TEMPLATES = ["account", "whatsapp-templates"] as const;

/** Every template of the organization, approved or not. */
export const useTemplates = () =>
  useQuery({ queryKey: TEMPLATES, queryFn: ({ signal }) => whatsapp.templates(signal), staleTime: 30_000 });

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app";
import { session } from "@/session/this-session";
import "@/styles.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

void session.resume();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

// A small app on Slack's own library. What it hears it says aloud in the
// channel, where the Go test reads it.
"use strict";
const { App, LogLevel } = require("@slack/bolt");

const app = new App({
  token: process.env.BOT_TOKEN,
  ...(process.env.PORT ? { signingSecret: process.env.SECRET } : { appToken: process.env.APP_TOKEN, socketMode: true }),
  logLevel: LogLevel.WARN,
  clientOptions: { slackApiUrl: process.env.WORKSPACE + "/api/" },
});

const text = (s) => ({ type: "plain_text", text: s });
const form = {
  type: "modal",
  callback_id: "open",
  title: text("Open a case"),
  submit: text("Open"),
  blocks: [
    { type: "input", block_id: "what", label: text("What is wrong?"), element: { type: "plain_text_input", action_id: "words" } },
    { type: "input", block_id: "like", label: text("Like which?"), optional: true,
      element: { type: "external_select", action_id: "find", min_query_length: 2, placeholder: text("find a case") } },
  ],
};
const buttons = (value) => [
  { type: "section", text: { type: "mrkdwn", text: "*a card*" } },
  { type: "actions", block_id: "row", elements: [{ type: "button", action_id: "take", value, text: text("Take it") }] },
];

app.command("/bolt", async ({ command, ack, client }) => {
  if (command.text === "form") {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: form });
  } else if (command.text === "card") {
    await ack();
    await client.chat.postMessage({ channel: command.channel_id, text: "a card", blocks: buttons("CASE-1/1") });
  } else {
    await ack({ response_type: "ephemeral", text: `you said ${command.text}` });
  }
});

app.view("open", async ({ ack, view, client }) => {
  const words = view.state.values.what.words.value;
  const like = view.state.values.like.find.selected_option;
  if (words.length < 5) return ack({ response_action: "errors", errors: { what: "say more" } });
  await ack();
  await client.chat.postMessage({ channel: process.env.CHANNEL, text: `form: ${words}${like ? " like " + like.value : ""}` });
});

app.options("find", async ({ ack, payload }) => {
  await ack({ options: [{ text: text(`Case about ${payload.value}`), value: "CASE-7" }] });
});

app.action("take", async ({ ack, action, body, respond, client }) => {
  await ack();
  await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: `taken ${action.value} by <@${body.user.id}>` });
  await respond({ response_type: "ephemeral", replace_original: false, text: "yours" });
});

app.shortcut("from_message", async ({ ack, shortcut, client }) => {
  await ack();
  await client.chat.postMessage({ channel: shortcut.channel.id, thread_ts: shortcut.message.ts, text: `case from: ${shortcut.message.text}` });
});

app.event("app_mention", async ({ event, client, context }) => {
  const again = context.retryNum ? ` (again, ${context.retryNum}, ${context.retryReason})` : "";
  await client.chat.postMessage({ channel: event.channel, text: `heard${again}: ${event.text} from ${event.user_team || "home"}` });
});

app.event("app_home_opened", async ({ event, client }) => {
  await client.views.publish({ user_id: event.user, view: { type: "home", blocks: buttons("home") } });
});

app.message("file please", async ({ message, client }) => {
  await client.filesUploadV2({ channel_id: message.channel, filename: "report.txt", title: "Report", content: "one\ntwo\n", initial_comment: "here it is" });
});

app.error(async (e) => {
  console.error("app error:", e.code || "", e.message, JSON.stringify(e.data || {}));
});

app.start({ port: Number(process.env.PORT || 0), host: "127.0.0.1" }).then(() => console.log("ready"));
process.stdin.resume().on("end", () => process.exit(0)); // ends with the test

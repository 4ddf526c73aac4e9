import type { WebSocket } from "ws";

/**
 * Ends a websocket on which nothing is heard any more. Of a connection that a middlebox has dropped, neither side is told:
 * it looks open, and whatever the other side sends is lost. Slack sends pings, and answers those of its clients.
 * @param silenceMs asked after this long, and ended after as long again without a word
 * @see https://docs.slack.dev/tools/node-slack-sdk/reference/socket-mode/interfaces/SocketModeOptions
 */
export function endWhenSilent(socket: WebSocket, silenceMs: number): void {
  let isHeard = true;
  const hear = (): void => void (isHeard = true);
  for (const event of ["message", "ping", "pong"]) socket.on(event, hear);
  const timer = setInterval(() => {
    if (!isHeard) {
      socket.terminate();
      return;
    }
    isHeard = false;
    socket.ping();
  }, silenceMs);
  socket.once("close", () => clearInterval(timer));
}

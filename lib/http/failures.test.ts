import { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { answerBrokenRequest, endWithProblem } from "./failures.ts";

describe("a connection without a request to answer", () => {
  test("ends with a problem, whose length is in bytes", () => {
    const socket = new PassThrough();
    endWithProblem(socket, { status: 503, detail: "Zu viele Größen", headers: { "retry-after": "5" } });
    const [head = "", body = ""] = String(socket.read()).split("\r\n\r\n");
    expect(head.split("\r\n")).toEqual([
      "HTTP/1.1 503 Service Unavailable",
      "connection: close",
      "content-type: application/problem+json",
      `content-length: ${Buffer.byteLength(body)}`,
      "retry-after: 5",
    ]);
    expect(JSON.parse(body)).toEqual({
      type: "about:blank",
      title: "Service Unavailable",
      status: 503,
      detail: "Zu viele Größen",
      request_id: "none",
    });
  });

  test.each<[string, (socket: PassThrough) => void]>([
    ["destroyed", (socket) => void socket.destroy()],
    ["ended", (socket) => void socket.end()],
  ])("is left alone where it is %s already", (_how, end) => {
    const socket = new PassThrough();
    socket.on("error", () => {});
    end(socket);
    endWithProblem(socket, { status: 400, detail: "x" });
    expect(socket.read()).toBeNull();
  });
});

describe("what is no request", () => {
  const answered = (code?: string): string[] => {
    const written: string[] = [];
    const socket = new Socket();
    const writing = {
      get: () => true,
      configurable: true,
    };
    Object.defineProperty(socket, "writable", writing);
    socket.end = (text?: unknown) => {
      written.push(String(text).split("\r\n", 1)[0] ?? "");
      return socket;
    };
    answerBrokenRequest(Object.assign(new Error("parse"), code === undefined ? {} : { code }), socket);
    return written;
  };

  test.each<[string | undefined, readonly string[]]>([
    ["HPE_HEADER_OVERFLOW", ["HTTP/1.1 431 Request Header Fields Too Large"]],
    ["ERR_HTTP_REQUEST_TIMEOUT", ["HTTP/1.1 408 Request Timeout"]],
    ["HPE_INVALID_METHOD", ["HTTP/1.1 400 Bad Request"]],
    [undefined, ["HTTP/1.1 400 Bad Request"]],
    ["ECONNRESET", []],
  ])("%s is answered with %j", (code, lines) => {
    expect(answered(code)).toEqual(lines);
  });
});

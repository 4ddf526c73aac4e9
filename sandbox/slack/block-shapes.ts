/** Field → most characters. */
export type Lengths = Readonly<Record<string, number>>;

export interface Shape {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Of plain strings. */
  readonly lengths?: Lengths;
  /** Text objects: field → kinds and most characters. */
  readonly texts?: Readonly<Record<string, { readonly max: number; readonly plain?: true }>>;
}

export const BLOCKS: Readonly<Record<string, Shape>> = {
  section: {
    required: [],
    optional: ["text", "fields", "accessory", "expand"],
    texts: { text: { max: 3000 } },
  },
  header: { required: ["text"], optional: [], texts: { text: { max: 150, plain: true } } },
  divider: { required: [], optional: [] },
  context: { required: ["elements"], optional: [] },
  actions: { required: ["elements"], optional: [] },
  image: {
    required: ["alt_text"],
    optional: ["image_url", "title"],
    lengths: { alt_text: 2000, image_url: 3000 },
    texts: { title: { max: 2000, plain: true } },
  },
  input: {
    required: ["label", "element"],
    optional: ["hint", "optional", "dispatch_action"],
    texts: { label: { max: 2000, plain: true }, hint: { max: 2000, plain: true } },
  },
};

const PLACEHOLDER = { max: 150, plain: true } as const;

export const ELEMENTS: Readonly<Record<string, Shape>> = {
  button: {
    required: ["text", "action_id"],
    optional: ["url", "value", "style", "confirm", "accessibility_label"],
    lengths: { url: 3000, value: 2000, accessibility_label: 75 },
    texts: { text: { max: 75, plain: true } },
  },
  static_select: {
    required: ["action_id", "options"],
    optional: ["placeholder", "initial_option", "confirm", "focus_on_load"],
    texts: { placeholder: PLACEHOLDER },
  },
  overflow: { required: ["action_id", "options"], optional: ["confirm"] },
  radio_buttons: {
    required: ["action_id", "options"],
    optional: ["initial_option", "confirm", "focus_on_load"],
  },
  checkboxes: {
    required: ["action_id", "options"],
    optional: ["initial_options", "confirm", "focus_on_load"],
  },
  plain_text_input: {
    required: ["action_id"],
    optional: [
      "placeholder",
      "initial_value",
      "multiline",
      "min_length",
      "max_length",
      "dispatch_action_config",
      "focus_on_load",
    ],
    texts: { placeholder: PLACEHOLDER },
    lengths: { initial_value: 3000 },
  },
  image: { required: ["alt_text", "image_url"], optional: [], lengths: { image_url: 3000, alt_text: 2000 } },
};

export const IN_ACTIONS = new Set(["button", "static_select", "overflow", "radio_buttons", "checkboxes"]);
export const IN_INPUT = new Set(["plain_text_input", "static_select", "radio_buttons", "checkboxes"]);
export const MAX_OPTIONS: Readonly<Record<string, number>> = {
  static_select: 100,
  overflow: 5,
  radio_buttons: 10,
  checkboxes: 10,
};

import { styleText } from 'node:util';
import { printable } from '../../tools/text';
import { type LogLine, readLogLine } from './log-line';
import { logText, reportText, type Style } from './log-text';

/** What the functions and their mappings say, on its way to the terminal. */
export interface Output {
  /** Prints a line that a function wrote. */
  line(printed: string): void;
  /** Prints what a part of the stack reports beside the functions: an event source mapping, the rule of the events of mails. */
  report(part: 'mapping' | 'rule', level: string, message: string): void;
  /** Prints a mistake that keeps a function from being bundled; what says more about it is in lines below. */
  mistake(text: string): void;
  /** Prints above the lines of a sample event which one it is; programs need no such line. */
  heading(text: string): void;
  /** Gives every log line to the listener too. @returns what ends that. */
  listen(listener: (line: LogLine) => void): () => void;
}

export interface OutputOptions {
  /** As text in columns; else log lines stay as they are. */
  readonly forPeople: boolean;
  readonly print?: (text: string) => void;
  readonly style?: Style;
}

/** Prints for people, or as it is for programs. */
export function newOutput({ forPeople, print = console.log, style = styleText }: OutputOptions): Output {
  const listeners = new Set<(line: LogLine) => void>();
  return {
    line(printed) {
      const line = readLogLine(printed);
      const text = line && !forPeople ? printed : logText(printed, style);
      if (text !== undefined) print(text);
      if (line) for (const listener of listeners) listener(line);
    },
    report(part, level, message) {
      const text = `${part}: ${message}`;
      print(forPeople ? reportText(new Date(), level, text, style) : printable(text));
    },
    mistake(text) {
      const [title = '', ...more] = text.split('\n');
      const first = forPeople ? reportText(new Date(), 'error', title, style) : printable(title);
      print([first, ...more.map(printable)].join('\n'));
    },
    heading(text) {
      if (forPeople) print(style('bold', text));
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

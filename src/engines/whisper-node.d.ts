// The package ships no declarations; this is what 1.1.1 does, seen in its source.
declare module 'whisper-node' {
  /** Undefined when whisper.cpp failed: the error goes to the console only. */
  export function whisper(
    filePath: string,
    options: {
      modelPath: string;
      whisperOptions: { language: string; word_timestamps: boolean; gen_file_txt: boolean };
      shellOptions: { silent: boolean; async: boolean };
    },
  ): Promise<{ start: string; end: string; speech: string }[] | undefined>;
}

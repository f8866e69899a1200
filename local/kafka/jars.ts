import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Problem } from '../../tools/command';

const ROOT = join(__dirname, '../..');
const POM = join(__dirname, 'pom.xml');
const LEAST_JAVA = 17;

/** Of Apache Kafka, as `pom.xml` has it. */
export function kafkaVersion(): string {
  const [, version = 'unknown'] =
    /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)/.exec(readFileSync(POM, 'utf8')) ?? [];
  return version;
}

/** @throws Problem that says what is missing and how to get it. */
export function requireJava(): void {
  let said: string;
  try {
    said = execFileSync('java', ['-version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    said += execFileSync('sh', ['-c', 'java -version 2>&1'], { encoding: 'utf8' });
  } catch {
    throw new Problem(
      `Apache Kafka ${kafkaVersion()} needs Docker, or Java ${LEAST_JAVA} and Maven; there is neither "docker" nor "java" here. ` +
        'Install one of them (Debian, Ubuntu: apt-get install openjdk-17-jre-headless maven; macOS: brew install openjdk maven), ' +
        'or use "npm start" without a broker: it brings a topic log in memory.',
    );
  }
  const major = Number(/version "(\d+)/.exec(said)?.[1]);
  if (major < LEAST_JAVA)
    throw new Problem(`Apache Kafka ${kafkaVersion()} needs Java ${LEAST_JAVA} or later, found ${major}.`);
}

export type Progress = (message: string) => void;

/**
 * The folder of the broker's jars, resolved with Maven once and kept below `.local/`.
 *
 * @throws Problem when there is no Maven or it fails.
 */
export async function brokerJars(progress: Progress): Promise<string> {
  const folder = join(ROOT, '.local/kafka', `jars-${kafkaVersion()}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  progress(`Downloading Apache Kafka ${kafkaVersion()} with Maven, about 45 MB, once …`);
  try {
    await copyJars(unfinished, progress);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
  // Two that download at once: the first to finish wins.
  if (existsSync(folder)) rmSync(unfinished, { recursive: true, force: true });
  else renameSync(unfinished, folder);
  return folder;
}

async function copyJars(folder: string, progress: Progress): Promise<void> {
  const goal = 'dependency:copy-dependencies';
  const args = ['-B', '-f', POM, goal, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let downloaded = 0;
  for (const stream of [maven.stdout, maven.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (!/Downloaded from .*\.jar/.test(line)) return;
      downloaded++;
      if (downloaded % 10 === 0) progress(`  ${downloaded} jars downloaded`);
    });
  }
  await new Promise<void>((resolve, reject) => {
    maven.once('error', () =>
      reject(
        new Problem(
          'There is no "mvn" here to fetch Apache Kafka with. Install Maven (Debian, Ubuntu: apt-get install maven; ' +
            'macOS: brew install maven), or Docker.',
        ),
      ),
    );
    maven.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Problem(`Maven could not fetch Apache Kafka:\n${lines.slice(-15).join('\n')}`));
    });
  });
}

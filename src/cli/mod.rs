//! 命令行 — one file a subcommand; results go to stdout, messages as sentences for an operator to
//! stderr. Exit status 0 done, 1 the answer is no, 2 bad usage or bad input.

pub mod backup;
pub mod check;
pub mod demo;
pub mod fonts;
pub mod grammar;
pub mod import;
pub mod migrate;
pub mod plan;
pub mod print;
pub mod render;
pub mod replan;
pub mod rules;
pub mod serve;
mod service;
pub mod tally;
pub mod texts;

use std::process::ExitCode;

use grammar::Command;

/// How a subcommand ended badly.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The answer is no: a check found something. The text was printed already, or is this.
    #[error("{0}")]
    No(String),
    /// Bad usage or bad input, or something that stops the program.
    #[error("{0}")]
    Bad(String),
}

impl Failure {
    /// A failure told by any error with a sentence of its own.
    pub fn bad(error: impl std::fmt::Display) -> Self {
        Self::Bad(error.to_string())
    }
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let cli = match grammar::parse() {
        Ok(cli) => cli,
        Err(error) => return grammar::explain(&error),
    };
    let result = match cli.command {
        Command::Demo(options) => demo::run(options),
        Command::Serve(options) => serve::run(options),
        Command::Migrate(options) => migrate::run(options),
        Command::Plan(options) => plan::run(&options),
        Command::Replan(options) => replan::run(&options),
        Command::Check { command } => check::run(&command),
        Command::Tally(options) => tally::run(&options),
        Command::Import(options) => import::run(&options),
        Command::Rules { command } => rules::run(command),
        Command::Render(options) => render::run(&options),
        Command::Print(options) => print::run(&options),
        Command::Fonts(options) => fonts::run(&options),
        Command::Texts { command } => texts::run(&command),
        Command::Backup(options) => backup::backup(&options),
        Command::Restore(options) => backup::restore(&options),
        Command::Verify(options) => backup::verify(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let text = failure.to_string();
            if !text.is_empty() {
                complain(&text);
            }
            match failure {
                Failure::No(_) => ExitCode::from(1),
                Failure::Bad(_) => ExitCode::from(2),
            }
        }
    }
}

/// A message for the operator.
#[allow(clippy::print_stderr)] // the command line's own channel
pub fn complain(text: &str) {
    eprintln!("{text}");
}

/// A result.
#[allow(clippy::print_stdout)] // the command line's own channel
pub fn say(text: &str) {
    use std::io::Write as _;
    // A reader that went away (`| head`) is no reason to panic.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// A runtime for subcommands that talk to the database.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::bad)
}

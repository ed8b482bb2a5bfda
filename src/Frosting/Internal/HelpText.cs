namespace Cake.Frosting.Internal;

internal static class HelpText
{
    public const string Text = """
        USAGE: build [OPTIONS] [ARGUMENTS OF THE BUILD]

        -t, --target <TARGET>        The target to run; may be given several times. Default: Default
        -w, --working <DIRECTORY>    The working directory
        -v, --verbosity <VERBOSITY>  Quiet, Minimal, Normal, Verbose or Diagnostic. Default: Normal
        -e, --exclusive              Runs the targets without their dependencies
            --description            Lists the tasks with their descriptions
            --tree                   Shows what depends on what
            --dryrun                 Lists the tasks that would run; setup and teardown do run
            --no-report              Leaves the table at the end out
            --version                Shows the version
            --info                   Shows more about Cake
        -h, --help                   Shows this

        Any other --name, --name value or --name=value is handed to the build.

        """;
}

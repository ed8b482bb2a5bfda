using Cake.Cli;
using Cake.Core;
using Cake.Core.Diagnostics;

namespace Cake.Frosting.Internal;

/// <summary>Says why a run failed, in Cake's words and on its log, and with which code it ends.</summary>
internal static class Failure
{
    /// <summary>The code of a command line that cannot be read, as Cake.Tool 7.0.0 returns it. A shell sees 255.</summary>
    public const int CommandLine = -1;

    /// <summary>Cake's own mapping: 1, unless a <see cref="CakeException"/> that no task threw carries another code.</summary>
    public static int Report(Exception exception, ICakeLog log) => ExceptionLogger.LogException(log, exception);

    /// <summary>Reports where the services of the run, and with them its log, could not be had.</summary>
    public static int Report(Exception exception)
    {
        var environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        return Report(exception, new CakeBuildLog(new CakeConsole(environment), Verbosity.Normal));
    }
}

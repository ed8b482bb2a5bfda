using Cake.Core;
using Cake.Core.Diagnostics;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>A heading for each task, and no table at the end: the run's own table of steps says more than Cake's.</summary>
/// <param name="log">Cake's log.</param>
internal sealed class StepHeadings(ICakeLog log) : ICakeReportPrinter
{
    public void Write(CakeReport report)
    {
    }

    public void WriteStep(string name, Verbosity verbosity) => log.Write(verbosity, LogLevel.Information, "{0}", $"\n── {name}");

    public void WriteLifeCycleStep(string name, Verbosity verbosity)
    {
    }

    public void WriteSkippedStep(string name, Verbosity verbosity) => log.Write(verbosity, LogLevel.Information, "{0}", $"\n── {name} (skipped)");
}

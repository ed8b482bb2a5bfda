using Cake.Common;
using Cake.Core;
using Cake.Core.Composition;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Tests;

public sealed class HostTests
{
    private readonly TestBuild build = new TestBuild().With<Look>();

    [Test]
    public void A_task_reads_its_arguments_through_the_aliases()
    {
        Assert.That(build.Run("-t", "Look", "--set", "a=1", "--set=b=2", "--flag", "--dry-run"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "set a=1,b=2", "flag True", "dry-run True", "level none", "tools ./tools" }));
    }

    [Test]
    public void The_command_line_goes_before_a_setting_of_the_host()
    {
        build.Host.UseCakeSetting("Level", "host").SetToolPath("elsewhere");
        build.Run("-t", "Look");
        Assert.That(build.Steps, Does.Contain("level host").And.Contain("tools elsewhere"));
        build.Steps.Clear();
        build.Run("-t", "Look", "--level=line");
        Assert.That(build.Steps, Does.Contain("level line"));
    }

    [Test]
    public void A_startup_may_configure_the_services()
    {
        build.Host.UseStartup<Startup>();
        build.Run("-t", "Look");
        Assert.That(build.Steps, Does.Contain("level startup"));
    }

    [Test]
    public void A_module_may_replace_a_service()
    {
        build.Host.UseModule<QuietModule>();
        Assert.That(build.Run("-t", "Look"), Is.Zero);
        Assert.That(build.Output, Is.Empty);
    }

    [Test]
    public void A_report_printer_may_be_replaced()
    {
        build.Host.ConfigureServices(services => services.AddSingleton<ICakeReportPrinter, OneLine>());
        build.Run("-t", "Look");
        Assert.That(build.Output, Is.EqualTo("report of Look"));
    }

    [Test]
    public void A_log_may_be_replaced()
    {
        var log = new ListLog();
        build.Host.ConfigureServices(services => services.AddSingleton<ICakeLog>(log));
        Assert.That(build.Run("-t", "Nope", "-v", "verbose"), Is.EqualTo(1));
        Assert.That(log.Verbosity, Is.EqualTo(Verbosity.Verbose));
        Assert.That(log.Lines, Is.EqualTo(new[] { "Error: Error: The target 'Nope' was not found." }));
    }

    [Test]
    public void The_report_may_be_left_out()
    {
        Assert.That(build.Run("-t", "Look", "--no-report"), Is.Zero);
        Assert.That(build.Output, Does.Not.Contain("Duration"));
    }

    [Test]
    public void A_tool_is_installed_before_the_run_by_the_installer_for_its_scheme()
    {
        build.Host.UsePackageInstaller<Installer>().InstallTool(new Uri("test:?package=helm&version=4.0.0"));
        Assert.That(build.Run("-t", "Look"), Is.Zero);
        Assert.That(build.Steps[0], Is.EqualTo("installed helm"));
    }

    [Test]
    public void A_tool_that_nothing_can_install_is_an_error()
    {
        build.Host.InstallTool(new Uri("test:?package=helm"));
        Assert.That(build.Run("-t", "Look"), Is.EqualTo(1));
        Assert.That(build.Steps, Is.Empty);
    }

    [Test]
    public void A_working_directory_that_is_not_there_is_an_error_and_nothing_runs()
    {
        var before = Environment.CurrentDirectory;
        Assert.That(build.Run("-t", "Look", "--working", "no/such/place"), Is.EqualTo(1));
        Assert.That(build.Errors, Does.Contain("no/such/place' does not exist."));
        Assert.That(build.Steps, Is.Empty);
        Assert.That(Environment.CurrentDirectory, Is.EqualTo(before));
    }

    [Test]
    public void A_command_line_that_cannot_be_read_runs_nothing()
    {
        Assert.That(build.Run("Look"), Is.EqualTo(-1));
        Assert.That(build.Errors, Is.EqualTo($"Error: Unknown command 'Look'.{Environment.NewLine}"));
        Assert.That(build.Steps, Is.Empty);
    }

    [Test]
    public void An_assembly_gives_its_public_tasks_only()
    {
        build.Host.AddAssembly(typeof(Host.DefaultTask).Assembly);
        Assert.That(build.Run("--description"), Is.Zero);
        Assert.That(build.Output, Does.Contain("Default").And.Contain("Does nothing").And.Contain("Fail").And.Not.Contain("Internal"));
    }

    [Test]
    public void A_host_may_run_twice()
    {
        Assert.That(build.Run("-t", "Look"), Is.Zero);
        Assert.That(build.Run("-t", "Look"), Is.Zero);
        Assert.That(build.Steps, Has.Count.EqualTo(10));
    }

    private sealed class Look(List<string> steps, ICakeConfiguration configuration) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.AddRange([
            $"set {string.Join(',', context.Arguments.GetArguments("set"))}",
            $"flag {context.HasArgument("flag")}",
            $"dry-run {context.HasArgument("dry-run")}",
            $"level {configuration.GetValue("Level") ?? "none"}",
            $"tools {configuration.GetValue("Paths_Tools") ?? "./tools"}"]);
    }

    private sealed class Startup : IFrostingStartup
    {
        public void Configure(IServiceCollection services) => services.UseCakeSetting("Level", "startup");
    }

    private sealed class QuietModule : ICakeModule
    {
        public void Register(ICakeContainerRegistrar registrar) => registrar.RegisterInstance(new StringConsole()).As<IConsole>();
    }

    private sealed class OneLine(IConsole console) : ICakeReportPrinter
    {
        public void Write(CakeReport report) => console.Write("report of {0}", string.Join(',', report.Select(entry => entry.TaskName)));

        public void WriteStep(string name, Verbosity verbosity)
        {
        }

        public void WriteLifeCycleStep(string name, Verbosity verbosity)
        {
        }

        public void WriteSkippedStep(string name, Verbosity verbosity)
        {
        }
    }

    private sealed class ListLog : ICakeLog
    {
        public List<string> Lines { get; } = [];

        public Verbosity Verbosity { get; set; }

        public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args) =>
            Lines.Add($"{level}: {string.Format(null, format, args)}");
    }

    private sealed class Installer(List<string> steps, IFileSystem files) : IPackageInstaller
    {
        public bool CanInstall(PackageReference package, PackageType type) => package.Scheme == "test";

        public IReadOnlyCollection<IFile> Install(PackageReference package, PackageType type, DirectoryPath path)
        {
            steps.Add($"installed {package.Package}");
            return [files.GetFile(typeof(HostTests).Assembly.Location)];
        }
    }
}

using System.Text;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>The targets and arguments as text for people.</summary>
public static class TaskListing
{
    /// <summary>Each target with its description and the arguments it takes, then the arguments that all take.</summary>
    /// <param name="catalogue">The tasks there are.</param>
    public static string Of(TaskCatalogue catalogue)
    {
        var arguments = catalogue.Tasks.SelectMany(task => task.Arguments).Concat(ArgumentDefinition.Common).ToList();
        var width = Math.Max(catalogue.Tasks.Max(task => task.Name.Length), arguments.Max(argument => Signature(argument).Length + 2)) + 2;
        var text = new StringBuilder("Targets (--target NAME):\n");
        foreach (var task in catalogue.Tasks)
        {
            Row(task.Name, task.Description);
            foreach (var argument in task.Arguments)
            {
                Row("  " + Signature(argument), argument.Description);
            }
        }

        text.Append("\nArguments of every target:\n");
        foreach (var argument in ArgumentDefinition.Common)
        {
            Row(Signature(argument), argument.Description);
        }

        return text.ToString().TrimEnd();

        void Row(string left, string right) => text.Append("  ").Append(left.PadRight(width)).Append(right).Append('\n');
    }

    private static string Signature(ArgumentDefinition argument) =>
        argument switch { { Value: null } => $"--{argument.Name}", { OptionalValue: true } => $"--{argument.Name}[={argument.Value}]", _ => $"--{argument.Name} {argument.Value}" };
}

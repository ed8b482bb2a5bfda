using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Mesh.Architecture.Tests;

/// <summary>Arrows point one way: a room of Mesh.Core knows only those listed with it.</summary>
public sealed class DependencyTests
{
    private static readonly string[] Ground = ["Model", "Findings", "Journal"];
    private static readonly string[] Tools = [.. Ground, "Configuration", "Network", "Processes", "Changes"];
    private static readonly string[] Stages = [.. Tools, "Sources", "Kubernetes", "Registries", "Certificates", "Helm"];

    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Model"] = [],
        ["Findings"] = ["Model"],
        ["Journal"] = ["Model", "Findings"],
        ["Configuration"] = Ground,
        ["Network"] = Ground,
        ["Processes"] = Ground,
        ["Changes"] = Ground,
        ["Sources"] = Tools,
        ["Kubernetes"] = Tools,
        ["Registries"] = Tools,
        ["Certificates"] = Tools,
        ["Helm"] = Tools,
        ["Delivery"] = Stages,
        ["Images"] = [.. Stages, "Delivery"],
        ["Istio"] = [.. Stages, "Delivery", "Images"],
        ["Diagnosis"] = [.. Stages, "Delivery", "Images", "Istio"],
        ["Clusters"] = Stages,
        ["Reporting"] = [.. Stages, "Delivery", "Images", "Istio", "Diagnosis", "Clusters"],
    };

    [Test]
    public void Every_folder_of_the_core_is_a_room_with_a_rule()
    {
        var folders = Directory.GetDirectories(Repository.PathOf("src", "Core")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));
        Assert.That(folders, Is.SubsetOf(Rooms.Keys));
    }

    [Test]
    public void A_room_of_the_core_knows_only_the_rooms_below_it()
    {
        using var core = AssemblyDefinition.ReadAssembly(typeof(Core.Findings.Finding).Assembly.Location);
        var forbidden =
            from type in core.MainModule.GetTypes()
            let room = RoomOf(type)
            where room is not null
            from used in ReferencesOf(type).Select(RoomOf).OfType<string>().Distinct()
            where used != room && !Rooms[room].Contains(used)
            select $"{type.FullName} (in {room}) uses {used}";
        Assert.That(forbidden.Distinct(), Is.Empty);
    }

    [Test]
    public void The_core_and_the_sandbox_know_no_Cake()
    {
        foreach (var assembly in new[] { typeof(Core.Findings.Finding).Assembly, typeof(Sandbox.Scenarios.Scenario).Assembly })
        {
            Assert.That(assembly.GetReferencedAssemblies().Select(name => name.Name), Has.None.StartsWith("Cake."), assembly.FullName);
        }
    }

    [Test]
    public void Only_the_processes_room_starts_processes()
    {
        using var core = AssemblyDefinition.ReadAssembly(typeof(Core.Findings.Finding).Assembly.Location);
        var starters = core.MainModule.GetTypes().Where(type => Methods(type).Any(method => method.DeclaringType.FullName == "System.Diagnostics.Process" && method.Name == "Start"));
        Assert.That(starters.Select(RoomOf), Is.All.EqualTo("Processes"));
    }

    [Test]
    public void Only_two_classes_know_the_AWS_SDK_so_that_it_is_loaded_for_ECR_alone()
    {
        using var core = AssemblyDefinition.ReadAssembly(typeof(Core.Findings.Finding).Assembly.Location);
        var knowing = core.MainModule.GetTypes().Where(type => ReferencesOf(type).Any(used => used.Namespace.StartsWith("Amazon", StringComparison.Ordinal))).Select(type => type.FullName.Split('/')[0].Split('.')[^1]);
        Assert.That(knowing.Distinct(), Is.EquivalentTo(new[] { "AwsCredentialChain", "AwsSignature" }));
    }

    private static string? RoomOf(TypeReference type)
    {
        var outer = type;
        while (outer.DeclaringType is not null)
        {
            outer = outer.DeclaringType;
        }

        const string root = "Mesh.Core.";
        return outer.Namespace.StartsWith(root, StringComparison.Ordinal) ? outer.Namespace[root.Length..].Split('.')[0] : null;
    }

    private static IEnumerable<TypeReference> ReferencesOf(TypeDefinition type)
    {
        var direct = new List<TypeReference?> { type.BaseType };
        direct.AddRange(type.Interfaces.Select(item => item.InterfaceType));
        direct.AddRange(type.Fields.Select(field => field.FieldType));
        foreach (var method in type.Methods)
        {
            direct.Add(method.ReturnType);
            direct.AddRange(method.Parameters.Select(parameter => parameter.ParameterType));
            direct.AddRange(method.Body?.Variables.Select(variable => variable.VariableType) ?? []);
        }

        direct.AddRange(Methods(type).Select(method => method.DeclaringType));
        return direct.OfType<TypeReference>().SelectMany(Flatten);
    }

    private static IEnumerable<MethodReference> Methods(TypeDefinition type) =>
        type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions)
            .Where(instruction => instruction.OpCode.FlowControl == FlowControl.Call || instruction.OpCode.Code is Code.Ldftn or Code.Newobj)
            .Select(instruction => instruction.Operand).OfType<MethodReference>();

    private static IEnumerable<TypeReference> Flatten(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Flatten).Append(generic.ElementType),
        TypeSpecification specification => Flatten(specification.ElementType),
        _ => [type],
    };
}
